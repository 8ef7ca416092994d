#include "ui/train/preview_panel.h"

#include "ui/style/theme.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"

#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kSheet = 280;
}

PreviewPanel::PreviewPanel(QWidget* parent)
    : QWidget(parent), sheet_(new ContactSheetView), slider_(new QSlider(Qt::Horizontal)),
      first_(new NumberLabel(11, 400)), now_(new NumberLabel(11, 600))
{
    sheet_->setExpectedCount(16);
    sheet_->setObjectName(QStringLiteral("previews"));
    slider_->setObjectName(QStringLiteral("previewHistory"));
    slider_->setAccessibleName(tr("Preview history"));
    slider_->setToolTip(tr("Preview history ([ and ])"));
    slider_->setPageStep(1);
    slider_->setEnabled(false);
    now_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(sheet_);
    layout->addWidget(slider_);
    auto* words = new QHBoxLayout;
    words->addWidget(first_);
    words->addStretch();
    words->addWidget(now_);
    layout->addLayout(words);
    connect(slider_, &QSlider::valueChanged, this, &PreviewPanel::show);
    clear();
}

void PreviewPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    sheet_->setFixedHeight(std::min(width(), kSheet)); // square, so that sixteen make four rows
}

void PreviewPanel::add(const TrainPreview& preview)
{
    if (!history_.empty() && preview.step <= history_.back().step)
        return;
    const bool follow = history_.empty() || current() == count() - 1;
    Entry entry{preview.step, {}};
    for (const Image& image : preview.images)
        entry.images.emplace_back(image);
    history_.push_back(std::move(entry));
    if (bytes() > kBudget)
        thinOut();
    {
        const QSignalBlocker quiet(slider_);
        slider_->setRange(0, count() - 1);
        slider_->setEnabled(count() > 1);
        if (follow)
            slider_->setValue(count() - 1);
    }
    show(slider_->value());
}

std::size_t PreviewPanel::bytes() const
{
    std::size_t sum = 0;
    for (const Entry& entry : history_)
        for (const PackedImage& image : entry.images)
            sum += image.bytes();
    return sum;
}

// The first and the newest stay, and the one that is looked at.
void PreviewPanel::thinOut()
{
    const int looked = slider_->value();
    int position = 0;
    std::vector<Entry> kept;
    for (int k = 0; k < count(); ++k) {
        if (k == looked)
            position = int(kept.size());
        if (k % 2 == 0 || k == looked || k + 1 == count())
            kept.push_back(std::move(history_[std::size_t(k)]));
    }
    history_ = std::move(kept);
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, count() - 1);
    slider_->setValue(position);
}

void PreviewPanel::clear()
{
    history_.clear();
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, 0);
    slider_->setEnabled(false);
    sheet_->setImages({});
    first_->setText({});
    now_->setText(tr("none yet"));
}

void PreviewPanel::moveBy(int previews) { slider_->setValue(slider_->value() + previews); }
int PreviewPanel::current() const { return history_.empty() ? -1 : slider_->value(); }

std::int64_t PreviewPanel::currentStep() const { return history_.empty() ? -1 : history_[std::size_t(current())].step; }

int PreviewPanel::pictures() const { return history_.empty() ? 0 : int(history_.back().images.size()); }

void PreviewPanel::show(int index)
{
    if (index < 0 || index >= count())
        return;
    const Entry& entry = history_[std::size_t(index)];
    std::vector<Image> images;
    for (const PackedImage& image : entry.images)
        images.push_back(image.unpacked());
    sheet_->setImages(images);
    first_->setText(tr("step %1").arg(grouped(history_.front().step)));
    const QString step = grouped(entry.step);
    now_->setText(index == count() - 1 ? tr("%1, latest").arg(step) : step);
    slider_->setAccessibleDescription(now_->text());
}

} // namespace diffuscope::ui
