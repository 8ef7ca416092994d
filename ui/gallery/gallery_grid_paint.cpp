// GalleryGrid: what is painted of it.
#include "ui/gallery/gallery_grid.h"
#include "ui/gallery/gallery_list.h"
#include "ui/gallery/gallery_words.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/image/picture_paint.h"

#include <QPaintEvent>
#include <QPainter>
#include <QSet>

namespace diffuscope::ui {

namespace {

constexpr int kBadge = 18, kMark = 20, kInset = 4;

void paintMark(QPainter& painter, const QRect& tile, const QString& letter, const Palette& palette)
{
    const QRectF disc(tile.left() + kInset, tile.top() + kInset, kMark, kMark);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.selected);
    painter.drawEllipse(disc);
    painter.setPen(palette.inverse);
    painter.setFont(textFont(11, 600));
    painter.drawText(disc, Qt::AlignCenter, letter);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

// In the lower right corner, the first one outermost.
void paintBadge(QPainter& painter, const QRect& tile, int place, const QString& icon, const Palette& palette)
{
    const int right = kInset + (place + 1) * kBadge + place * 2;
    const QRectF box(tile.right() + 1 - right, tile.bottom() + 1 - kInset - kBadge, kBadge, kBadge);
    QColor ground = palette.surface;
    ground.setAlphaF(0.85f);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBox(painter, box, 4, ground, QColor());
    drawIcon(painter, icon, box.adjusted(2, 2, -2, -2), palette.text1);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

QString GalleryGrid::headingOf(int band) const
{
    const GalleryGroup& group = list_.groups()[std::size_t(band)];
    if (group.job != 0)
        return madeWords(group.made);
    switch (list_.query().order) {
    case GalleryQuery::Order::Sampler:
        return samplerWords(group.value);
    case GalleryQuery::Order::Class:
        if (group.value.empty())
            return tr("No class");
        if (QString::fromStdString(group.value).toInt() > 0 || group.value == "0")
            return tr("Class %1").arg(QString::fromStdString(group.value));
        break;
    default:
        break;
    }
    return group.value.empty() ? tr("No name") : QString::fromStdString(group.value);
}

// Of what its pictures have in common, as far as they have been read.
QString GalleryGrid::groupDetail(int band) const
{
    const GalleryGeometry::Band& group = geometry_.bands()[std::size_t(band)];
    const GalleryEntry* first = list_.entry(list_.idAt(group.first));
    if (!first || list_.groups()[std::size_t(band)].job == 0)
        return {};
    QSet<GalleryId> walks;
    QStringList samplerNames, guidances, steps;
    const auto note = [](QStringList& all, const QString& one) {
        if (!all.contains(one))
            all.append(one);
    };
    for (int k = group.first; k < group.first + std::min(group.count, 64); ++k)
        if (const GalleryEntry* entry = list_.entry(list_.idAt(k))) {
            walks.insert(entry->walk);
            note(samplerNames, samplerWords(entry->sampler));
            note(guidances, number(entry->guidanceScale, 1));
            note(steps, QString::number(entry->steps));
        }
    const QString from = first->seed ? tr(", from seed %1").arg(*first->seed) : QString();
    const QString comma = QStringLiteral(", ");
    if (walks.size() < 2)
        return walkWords(*first) + from;
    if (samplerNames.size() > 1)
        return tr("Samplers %1").arg(samplerNames.join(comma)) + from;
    if (guidances.size() > 1)
        return tr("Guidance %1").arg(guidances.join(comma)) + from;
    if (steps.size() > 1)
        return tr("Steps %1").arg(steps.join(comma)) + from;
    return tr("%1, %2").arg(countText(walks.size(), tr("walk"), tr("walks")), walkWords(*first)) + from;
}

void GalleryGrid::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), paletteOf(this).canvas);
    const int top = contentY() + event->rect().top(), bottom = contentY() + event->rect().bottom();
    for (int band = geometry_.bandAt(top);
         band >= 0 && band < int(geometry_.bands().size()) && geometry_.bands()[std::size_t(band)].top <= bottom;
         ++band)
        paintHeading(painter, band);
    const auto [first, inSight] = geometry_.within(top, bottom);
    for (int index = first; index < first + inSight; ++index)
        paintTile(painter, index);
}

void GalleryGrid::paintHeading(QPainter& painter, int band) const
{
    const Palette& palette = paletteOf(this);
    const QRect place = geometry_.heading(band).translated(0, -contentY());
    if (!place.intersects(viewport()->rect()))
        return;
    const QRect line = place.adjusted(0, 8, 0, -2);
    const QString title = headingOf(band);
    const QString pictures = countText(list_.groups()[std::size_t(band)].count, tr("picture"), tr("pictures"));
    painter.setFont(textFont(11));
    painter.setPen(palette.text3);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, pictures);
    const int countWidth = painter.fontMetrics().horizontalAdvance(pictures);
    painter.setFont(textFont(12, 600));
    painter.setPen(palette.text1);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, title);
    const int after = painter.fontMetrics().horizontalAdvance(title) + 12;
    painter.setFont(textFont(12));
    painter.setPen(palette.text2);
    const int room = line.width() - after - countWidth - 16;
    painter.drawText(line.adjusted(after, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(groupDetail(band), Qt::ElideRight, room));
}

void GalleryGrid::paintTile(QPainter& painter, int index) const
{
    const Palette& palette = paletteOf(this);
    const GalleryId id = list_.idAt(index);
    const QRect tile = tileRect(index);
    const QImage picture = list_.thumbnail(id);
    if (picture.isNull())
        painter.fillRect(tile, palette.sunken);
    else
        drawPicture(painter, picture, wholePlace(painter, picture.size(), tile));
    if (const GalleryEntry* entry = list_.entry(id)) {
        if (entry->favourite)
            paintBadge(painter, tile, 0, QStringLiteral("starFilled"), palette);
        if (entry->walkBytes > 0)
            paintBadge(painter, tile, entry->favourite ? 1 : 0, QStringLiteral("film"), palette);
    }
    if (id == a_ || id == b_)
        paintMark(painter, tile, id == a_ ? QStringLiteral("A") : QStringLiteral("B"), palette);
    const bool ring = id == current_ && showsFocus(this);
    if (ring || selected_.contains(id))
        drawBox(painter, QRectF(tile).adjusted(-3, -3, 3, 3), 4, QColor(), ring ? palette.focus : palette.selected, 2);
}

} // namespace diffuscope::ui
