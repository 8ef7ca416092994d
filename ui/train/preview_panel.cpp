#include "ui/train/preview_panel.h"

#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"

#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kSheet = 280;
}

PreviewPanel::PreviewPanel(RunHistory& history, QWidget* parent)
    : QWidget(parent), history_(history), contactSheet_(new ContactSheetView), slider_(new QSlider(Qt::Horizontal)),
      first_(new NumberLabel(11, 400)), now_(new NumberLabel(11, 600)), about_(new WrappedLabel("caption"))
{
    contactSheet_->setExpectedCount(16);
    contactSheet_->setObjectName(QStringLiteral("previews"));
    slider_->setObjectName(QStringLiteral("previewHistory"));
    slider_->setAccessibleName(tr("Preview history"));
    slider_->setToolTip(tr("Preview history ([ and ])"));
    for (NumberLabel* step : {first_, now_})
        step->setToolTip(tr("Steps of the first preview and of the one that is shown"));
    slider_->setPageStep(1);
    slider_->setEnabled(false);
    now_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(contactSheet_);
    layout->addWidget(slider_);
    auto* words = new QHBoxLayout;
    words->addWidget(first_);
    words->addStretch();
    words->addWidget(now_);
    layout->addLayout(words);
    connect(slider_, &QSlider::valueChanged, this, &PreviewPanel::show);
    layout->addWidget(about_);
    about_->setObjectName(QStringLiteral("previewAbout"));
    connect(&history, &RunHistory::previewsChanged, this, &PreviewPanel::refresh);
    connect(&history, &RunHistory::statusChanged, this, [this] {
        if (newest() < 0)
            refresh();
        describe();
    });
    refresh();
    describe();
}

void PreviewPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    contactSheet_->setFixedHeight(std::min(width(), kSheet)); // square, so that sixteen make four rows
}

void PreviewPanel::refresh()
{
    const int last = newest();
    {
        const QSignalBlocker quiet(slider_);
        slider_->setRange(0, std::max(0, last));
        slider_->setEnabled(last > 0);
        slider_->setValue(following_ ? last : history_.previews().indexOf(shown_));
    }
    if (last >= 0)
        return show(slider_->value());
    following_ = true;
    contactSheet_->setImages({});
    first_->setText({});
    const TrainStatus& status = history_.status();
    const bool over = !isActive(status.state) && !history_.points().empty();
    now_->setText(over                     ? tr("Not recorded for this run")
                  : status.nextPreview > 0 ? tr("first at step %1").arg(grouped(status.nextPreview))
                                           : tr("none yet"));
}

// Another sampler would draw other pictures with the same network.
void PreviewPanel::describe()
{
    const TrainStatus& status = history_.status();
    if (!status.settings) {
        about_->setWords({});
        return about_->hide();
    }
    const int steps = int(numberIn(status.settings->values, "preview_steps", 0));
    QString words = tr("Averaged weights; DDIM with %1 steps, η = 1; the same noise every time.").arg(steps);
    if (newest() >= 0 && status.nextPreview > 0 && status.nextPreview <= status.totalSteps)
        words += u' ' + tr("Next at step %1.").arg(grouped(status.nextPreview));
    if (status.previewsLeftOut > 0)
        words += u' ' + tr("“auto” has left out %1, which would have taken too much of the time.")
                            .arg(grouped(status.previewsLeftOut));
    about_->setWords(words);
    about_->show();
}

void PreviewPanel::moveBy(int previews) { slider_->setValue(slider_->value() + previews); }
int PreviewPanel::current() const { return newest() < 0 ? -1 : slider_->value(); }

void PreviewPanel::show(int index)
{
    if (index < 0 || index > newest())
        return;
    history_.pinPreview(index);
    following_ = index == newest();
    shown_ = history_.previews().at(index).step;
    contactSheet_->setImages(history_.previews().images(index));
    first_->setText(tr("step %1").arg(grouped(history_.previews().at(0).step)));
    const QString step = grouped(shown_);
    now_->setText(following_ ? tr("%1, latest").arg(step) : step);
    slider_->setAccessibleDescription(now_->text());
}

} // namespace diffuscope::ui
