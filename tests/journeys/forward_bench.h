#pragma once
#include "tests/journeys/workbench.h"

#include <QDropEvent>
#include <QMimeData>

// What the journeys through the Forward mode share.

inline constexpr int kSide = 64, kLong = 60'000;

// A colour ramp with a disc: no two pixels of a row are equal, so a wrong pixel shows.
inline QImage testPicture()
{
    QImage picture(kSide, kSide, QImage::Format_RGB32);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const int dx = x - 32, dy = y - 28;
            picture.setPixel(x, y, dx * dx + dy * dy < 200 ? qRgb(240, 3 * y, 20) : qRgb(4 * x, 40, 255 - 3 * y));
        }
    return picture;
}

inline void drop(QWidget* window, const QString& path)
{
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(path)});
    const QPoint middle = window->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window, &event);
    QVERIFY(event.isAccepted());
}
