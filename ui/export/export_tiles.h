#pragma once
#include <QAbstractButton>
#include <QImage>
#include <QWidget>

namespace diffuscope::ui {

// A kind of file that can be chosen: icon, name, a line about it, about how large it would be.
class FormatTile : public QAbstractButton {
    Q_OBJECT
public:
    FormatTile(const QString& id, const QString& name, const QString& about, const QString& icon,
               QWidget* parent = nullptr);
    QString id() const { return id_; }
    void setSizeText(const QString& text); // "745 KB"; empty: not known yet
    QSize sizeHint() const override;

Q_SIGNALS:
    void movedBy(int tiles); // an arrow key

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString id_, name_, about_, icon_, size_;
};

// A picture of a file at true pixels; where it does not fit, smaller, and zoom() says by how much.
class ExportPreview : public QWidget {
    Q_OBJECT
public:
    explicit ExportPreview(QWidget* parent = nullptr);
    void setPicture(const QImage& picture, bool small = false); // `small`: as large as there is room
    double zoom() const;                                        // 1: pixel for pixel
    QSize pictureSize() const { return picture_.size(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QRectF place() const;
    QImage picture_;
    bool small_ = false;
};

} // namespace diffuscope::ui
