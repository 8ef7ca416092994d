#pragma once
#include <QAbstractButton>
#include <QWidget>

class QButtonGroup;

namespace diffuscope::ui {

// The samplers of the catalog as tiles, one chosen.
class SamplerTiles : public QWidget {
    Q_OBJECT
public:
    explicit SamplerTiles(QWidget* parent = nullptr);
    QString current() const; // id
    void setCurrent(const QString& id);

Q_SIGNALS:
    void currentChanged(const QString& id);

private:
    QButtonGroup* group_;
};

class Tile : public QAbstractButton {
    Q_OBJECT
public:
    Tile(const QString& text, const QString& tip, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace diffuscope::ui
