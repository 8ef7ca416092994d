#include "ui/reverse/edit/hybrid_split.h"

#include "ui/widgets/compare/picture_difference.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kSplitSliceMs = 3, kSplitLines = 8, kSplitBlocks = 4;
} // namespace

void GaussianJob::start(const Image& image, double deviation)
{
    from_ = image;
    to_ = image;
    next_ = 0;
    down_ = false;
    kernel_.clear();
    reach_ = deviation > 0 ? std::max(1, int(std::ceil(3 * deviation))) : 0;
    double sum = 0;
    for (int k = -reach_; k <= reach_ && reach_ > 0; ++k)
        sum += kernel_.emplace_back(std::exp(-k * k / (2 * deviation * deviation)));
    for (double& weight : kernel_)
        weight /= sum;
}

void GaussianJob::blurLine(int line)
{
    const int channel = line / from_.height, y = line % from_.height;
    for (int x = 0; x < from_.width; ++x) {
        double value = 0;
        for (int k = -reach_; k <= reach_; ++k)
            value += kernel_[std::size_t(k + reach_)] *
                     double(down_ ? from_.at(channel, std::clamp(y + k, 0, from_.height - 1), x)
                                  : from_.at(channel, y, std::clamp(x + k, 0, from_.width - 1)));
        to_.at(channel, y, x) = float(value);
    }
}

bool GaussianJob::advance(int lines)
{
    const int all = from_.channels * from_.height;
    if (reach_ == 0)
        return true;
    for (; lines > 0 && next_ < all; --lines)
        blurLine(next_++);
    if (next_ < all)
        return false;
    if (down_)
        return true;
    from_ = to_;
    down_ = true;
    next_ = 0;
    return false;
}

Image blurredFor(const Image& picture, double deviation)
{
    GaussianJob job;
    job.start(picture, deviation);
    while (!job.advance(std::numeric_limits<int>::max()))
        ;
    return job.result();
}

HybridSplit::HybridSplit(QObject* parent) : QObject(parent)
{
    slices_.setSingleShot(true);
    connect(&slices_, &QTimer::timeout, this, &HybridSplit::work);
}

bool HybridSplit::isOf(const Image& picture, double deviation) const
{
    return parts_ && parts_->deviation == deviation && parts_->picture.sameShape(picture) &&
           parts_->picture.values == picture.values;
}

void HybridSplit::split(const Image& picture, double deviation)
{
    const auto same = [&](const Image& one, double blur) {
        return blur == deviation && one.sameShape(picture) && one.values == picture.values;
    };
    if (making_ ? same(making_->picture, making_->deviation) : isOf(picture, deviation)) {
        wanted_.reset();
        return;
    }
    if (wanted_ && same(wanted_->picture, wanted_->deviation))
        return;
    wanted_ = Wanted{picture, deviation};
    if (!making_)
        work();
}

void HybridSplit::begin()
{
    making_ = Parts{};
    making_->picture = std::move(wanted_->picture);
    making_->deviation = wanted_->deviation;
    wanted_.reset();
    stage_ = 0;
    blur_.start(making_->picture, making_->deviation);
}

bool HybridSplit::advance()
{
    if (stage_ == 0) {
        if (!blur_.advance(kSplitLines))
            return false;
        making_->far = blur_.result();
        PictureDifference detail = differenceOf(making_->picture, making_->far);
        making_->near = std::move(detail.values);
        making_->rms = detail.rms;
        spectrum_.start(making_->picture);
        stage_ = 1;
        return false;
    }
    if (!spectrum_.advance(kSplitBlocks))
        return false;
    (stage_ == 1 ? making_->ofPicture : stage_ == 2 ? making_->ofFar : making_->ofNear) = spectrum_.result();
    if (stage_ == 3)
        return true;
    spectrum_.start(stage_ == 1 ? making_->far : making_->near);
    ++stage_;
    return false;
}

void HybridSplit::work()
{
    QElapsedTimer clock;
    clock.start();
    if (!making_ && wanted_)
        begin();
    if (!making_)
        return;
    while (!advance())
        if (clock.elapsed() >= kSplitSliceMs)
            return slices_.start(0);
    parts_ = std::exchange(making_, std::nullopt);
    if (wanted_)
        slices_.start(0);
    Q_EMIT ready();
}

} // namespace diffuscope::ui
