#pragma once
#include "ui/style/theme.h"

#include <QAbstractButton>
#include <QImage>

namespace diffuscope::ui {

// A way on from the first page: a picture, what it is called, a line about it and the keys that do the same.
class Door : public QAbstractButton {
    Q_OBJECT
public:
    // `frame`: whose colour the picture's frame has; `keys`: "Ctrl O".
    Door(const QString& title, const QString& about, const QString& keys, Concept frame, QWidget* parent = nullptr);
    void setPicture(const QImage& picture); // null: `icon` in a dashed frame
    void setIconName(const QString& icon) { icon_ = icon; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void movedBy(int doors); // an arrow key: to the next door or the one before

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void paintPicture(QPainter& painter, const QRectF& place) const;
    QString about_, keys_, icon_;
    Concept frame_;
    QImage picture_;
};

} // namespace diffuscope::ui
