#include "ui/train/dataset/class_grid.h"

#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/widgets/image/picture_paint.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kRow = 37, kPicture = 32, kFirst = 6, kSampleStep = 40;

void drawPicture(QPainter& painter, const QRect& target, const QImage& picture, const QColor& line)
{
    QPainterPath rounded;
    rounded.addRoundedRect(target, 3, 3);
    painter.save();
    painter.setClipPath(rounded);
    const double dpr = painter.device()->devicePixelRatioF();
    painter.drawImage(target, thumbnailOf(picture, (QSizeF(target.size()) * dpr).toSize()));
    painter.restore();
    painter.setPen(line);
    painter.drawPath(rounded);
}

} // namespace

ClassGrid::ClassGrid(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setSizePolicy(policy);
}

void ClassGrid::setDataset(const DatasetOpened& dataset)
{
    cells_.clear();
    named_ = !dataset.classes.empty() && !dataset.classes.front().name.empty();
    if (named_)
        for (const auto& entry : dataset.classes)
            cells_.push_back({toQImage(entry.example), QString::fromStdString(entry.name), grouped(entry.count)});
    else
        for (const Image& sample : dataset.samples)
            cells_.push_back({toQImage(sample), {}, {}});
    if (!named_ && cells_.size() > 10)
        cells_.resize(10);
    updateGeometry();
    update();
    setAccessibleName(named_ ? countText(int(cells_.size()), tr("class"), tr("classes")) : tr("Pictures of the set"));
}

void ClassGrid::setAllShown(bool all)
{
    all_ = all;
    updateGeometry();
    update();
}

int ClassGrid::shownCount() const
{
    return all_ || !named_ ? int(cells_.size()) : std::min(int(cells_.size()), kFirst);
}

int ClassGrid::hiddenCount() const { return int(cells_.size()) - shownCount(); }

QSize ClassGrid::sizeHint() const
{
    if (named_)
        return {232, (shownCount() + 1) / 2 * kRow};
    return {232, (shownCount() + 4) / 5 * kSampleStep};
}

void ClassGrid::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const int half = width() / 2;
    for (int k = 0; k < shownCount(); ++k) {
        const Cell& cell = cells_[std::size_t(k)];
        if (!named_) {
            drawPicture(painter, {k % 5 * (width() / 5), k / 5 * kSampleStep, kPicture + 2, kPicture + 2}, cell.picture,
                        colours.line);
            continue;
        }
        const int left = k % 2 * half, top = k / 2 * kRow;
        drawPicture(painter, {left, top + 2, kPicture, kPicture}, cell.picture, colours.line);
        const QRect words(left + kPicture + 9, top + 3, half - kPicture - 13, 15);
        painter.setFont(textFont(12, 500));
        painter.setPen(colours.text1);
        painter.drawText(words, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(cell.name, Qt::ElideRight, words.width()));
        painter.setFont(textFont(11));
        painter.setPen(colours.text3);
        painter.drawText(words.translated(0, 15), Qt::AlignVCenter, cell.count);
    }
}

} // namespace diffuscope::ui
