#include "ui/train/dataset/sample_grid.h"

#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kColumns = 8, kGridGap = 8;
constexpr double kLargestCell = 132; // logical, of one picture
} // namespace

SampleGrid::SampleGrid(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void SampleGrid::setImages(const std::vector<Image>& images)
{
    pictures_.clear();
    for (const Image& image : images)
        pictures_.push_back(toQImage(image));
    setAccessibleName(tr("What the network will see: %1 pictures").arg(pictures_.size()));
    updateGeometry();
    update();
}

SampleGrid::Grid SampleGrid::gridFor(int width) const
{
    Grid grid;
    if (pictures_.empty())
        return grid;
    const double ratio = devicePixelRatioF(), side = std::max(1, pictures_.front().width());
    const int count = int(pictures_.size());
    grid.columns = std::min(kColumns, count);
    const auto fitting = [&](int columns) {
        const double room = std::min(kLargestCell, double(width - (columns - 1) * kGridGap) / columns);
        return int(std::floor(room * ratio / side));
    };
    while (grid.columns > 1 && fitting(grid.columns) < 1)
        --grid.columns;
    grid.scale = std::max(1, fitting(grid.columns));
    grid.cell = grid.scale * side / ratio;
    grid.columns = std::clamp(int((width + kGridGap) / (grid.cell + kGridGap)), 1, grid.columns);
    grid.rows = (count + grid.columns - 1) / grid.columns;
    return grid;
}

int SampleGrid::heightForWidth(int width) const
{
    const Grid grid = gridFor(width);
    return pictures_.empty() ? 0 : int(std::ceil(grid.rows * (grid.cell + kGridGap) - kGridGap));
}

void SampleGrid::paintEvent(QPaintEvent*)
{
    const Grid grid = gridFor(width());
    QPainter painter(this);
    const double ratio = devicePixelRatioF();
    for (std::size_t k = 0; k < pictures_.size(); ++k) {
        const double x = double(int(k) % grid.columns) * (grid.cell + kGridGap);
        const double y = double(int(k) / grid.columns) * (grid.cell + kGridGap);
        const QPointF corner(std::round(x * ratio) / ratio, std::round(y * ratio) / ratio);
        painter.drawImage(QRectF(corner, QSizeF(grid.cell, grid.cell)), pictures_[k]); // nearest: no smooth hint
    }
}

} // namespace diffuscope::ui
