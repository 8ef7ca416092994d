#pragma once
#include "ui/style/to_qimage.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>
#include <QWidget>

#include <initializer_list>

// Pictures to show and what a mouse does to them.
namespace diffuscope::ui {

// Every pixel its own colour, at the bytes' exact values.
inline Image colours(int side)
{
    Image image(3, side, side);
    for (int row = 0; row < side; ++row)
        for (int column = 0; column < side; ++column) {
            image.at(0, row, column) = fromByte(std::uint8_t(row * 7 % 256));
            image.at(1, row, column) = fromByte(std::uint8_t(column * 5 % 256));
            image.at(2, row, column) = fromByte(std::uint8_t((row + column) % 2 ? 255 : 0));
        }
    return image;
}

inline Image grey(std::initializer_list<float> values)
{
    Image image(1, 1, int(values.size()));
    image.values = values;
    return image;
}

inline bool wheel(QWidget& view, const QPointF& at, int notches, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                      false);
    event.ignore();
    QApplication::sendEvent(&view, &event);
    return event.isAccepted();
}

inline void mouse(QWidget& view, QEvent::Type type, const QPointF& at, Qt::MouseButtons buttons,
                  Qt::MouseButton button = Qt::NoButton)
{
    QMouseEvent event(type, at, view.mapToGlobal(at), button, buttons, {});
    QApplication::sendEvent(&view, &event);
}

inline void dragLeft(QWidget& view, const QPointF& from, const QPointF& to)
{
    mouse(view, QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    for (int part = 1; part <= 8; ++part)
        mouse(view, QEvent::MouseMove, from + (to - from) * part / 8, Qt::LeftButton);
    mouse(view, QEvent::MouseButtonRelease, to, Qt::NoButton, Qt::LeftButton);
}

} // namespace diffuscope::ui
