#include "ui/style/program_icon.h"

#include "core/base/resources.h"

#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace diffuscope::ui {

// Drawn here: whether Qt reads SVG icons by itself depends on a plugin that may not be installed.
QIcon programIcon()
{
    QSvgRenderer drawing(QString::fromStdString(resource("icons/diffuscope.svg").string()));
    QIcon icon;
    for (const int side : {16, 32, 64, 128}) {
        QPixmap picture(side, side);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        drawing.render(&painter);
        painter.end();
        icon.addPixmap(picture);
    }
    return icon;
}

} // namespace diffuscope::ui
