#include "ui/style/icons.h"

#include "ui/style/icon_paths.h"
#include "ui/style/svg_path.h"

#include <QIconEngine>
#include <QPainter>
#include <QPixmap>

namespace diffuscope::ui {

namespace {

struct Outline {
    QPainterPath path;
    IconShape::Paint paint;
    double width;
};

const std::vector<Outline>& outlinesOf(const QString& name, const IconDrawing& drawing)
{
    static std::map<QString, std::vector<Outline>> parsed; // GUI thread only, like all painting
    auto& outlines = parsed[name];
    if (outlines.empty())
        for (const auto& shape : drawing.shapes)
            outlines.push_back({svgPath(QString::fromLatin1(shape.data)), shape.paint, shape.width});
    return outlines;
}

class PathIconEngine : public QIconEngine {
public:
    PathIconEngine(QString name, QColor colour, QColor disabled)
        : name_(std::move(name)), colour_(colour), disabled_(disabled)
    {
    }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        drawIcon(*painter, name_, rect, mode == QIcon::Disabled ? disabled_ : colour_);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, result.rect(), mode, state);
        return result;
    }
    QIconEngine* clone() const override { return new PathIconEngine(*this); }

private:
    QString name_;
    QColor colour_, disabled_;
};

} // namespace

void drawIcon(QPainter& painter, const QString& name, const QRectF& target, const QColor& colour)
{
    const auto found = iconDrawings().find(name);
    if (found == iconDrawings().end())
        return;
    const double grid = found->second.grid, side = std::min(target.width(), target.height()), scale = side / grid;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(target.center() - QPointF(side, side) / 2);
    painter.scale(scale, scale);
    for (const auto& outline : outlinesOf(name, found->second)) {
        const double usual = grid > 20 || side < 18 ? 1.6 : 1.5;
        const QPen pen(colour, outline.width > 0 ? outline.width : usual, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        painter.setPen(outline.paint == IconShape::Paint::Fill ? QPen(Qt::NoPen) : pen);
        painter.setBrush(outline.paint == IconShape::Paint::Stroke ? QBrush(Qt::NoBrush) : QBrush(colour));
        painter.drawPath(outline.path);
    }
    painter.restore();
}

QIcon icon(const QString& name, const QColor& colour, const QColor& disabled)
{
    return QIcon(new PathIconEngine(name, colour, disabled));
}

} // namespace diffuscope::ui
