#pragma once
#include <QAbstractButton>
#include <QWidget>

class QButtonGroup;

namespace diffuscope::ui {

// The ways to edit as tiles in a row, one chosen.
class EditTiles : public QWidget {
    Q_OBJECT
public:
    explicit EditTiles(QWidget* parent = nullptr);
    void add(const QString& id, const QString& title, const QString& about);
    QString current() const;
    void setCurrent(const QString& id);
    // Why a way cannot be chosen; empty: it can.
    void setReason(const QString& id, const QString& reason);

Q_SIGNALS:
    void currentChanged(const QString& id);

private:
    QAbstractButton* tile(const QString& id) const;
    QButtonGroup* group_;
};

// Title and, where there is room, a few words below it.
class EditTile : public QAbstractButton {
    Q_OBJECT
public:
    EditTile(const QString& title, const QString& about, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {160, 44}; }
    QSize minimumSizeHint() const override { return {72, 30}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString about_;
};

} // namespace diffuscope::ui
