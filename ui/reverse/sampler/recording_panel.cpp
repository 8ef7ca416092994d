#include "ui/reverse/sampler/recording_panel.h"

#include "core/session/walk_plan.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/wrapped_label.h"

#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

constexpr int kMegabyte = 1'000'000, kLeast = 1, kMost = 64'000;

QString megabyteText(std::size_t bytes)
{
    return bytes < kMegabyte ? RecordingPanel::tr("under 1") : number(double(bytes) / kMegabyte, 0);
}

QString bitsText(const TrajectoryStorage& storage)
{
    if (storage.direct())
        return RecordingPanel::tr("16 bits a value");
    if (storage.stateBits == 16)
        return RecordingPanel::tr("states in 16 bits, predictions in 8");
    return RecordingPanel::tr("8 bits a value, the result in 16");
}

} // namespace

RecordingPanel::RecordingPanel(QWidget* parent)
    : QWidget(parent), megabytes_(new QSpinBox), words_(new WrappedLabel("caption"))
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* label = new QLabel(tr("Memory"));
    label->setProperty("role", "field");
    label->setMinimumWidth(60);
    label->setBuddy(megabytes_);
    megabytes_->setObjectName(QStringLiteral("trajectoryMemory"));
    megabytes_->setAccessibleName(tr("Memory for a trajectory"));
    megabytes_->setRange(kLeast, kMost);
    megabytes_->setSuffix(tr(" MB"));
    megabytes_->setSingleStep(128);
    megabytes_->setGroupSeparatorShown(true);
    megabytes_->setFocusPolicy(Qt::StrongFocus);
    megabytes_->setToolTip(
        tr("Every step of every picture is kept in memory, so that you can go back to it. Less memory "
           "means fewer bits for each value."));
    megabytes_->setValue(
        Preferences::text(Preferences::kTrajectoryMemory, QString::number(kTrajectoryBudget / kMegabyte)).toInt());
    row->addWidget(label);
    row->addWidget(megabytes_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    words_->setObjectName(QStringLiteral("trajectoryText"));
    column->addWidget(words_);
    connect(megabytes_, &QSpinBox::valueChanged, this, [this](int value) {
        Preferences::setText(Preferences::kTrajectoryMemory, QString::number(value));
        refresh();
    });
    refresh();
}

std::size_t RecordingPanel::budget() const { return std::size_t(megabytes_->value()) * kMegabyte; }

void RecordingPanel::setNext(const ModelOpened& model, const SampleRequest& request)
{
    model_ = model;
    request_ = request;
    refresh();
}

void RecordingPanel::refresh()
{
    if (model_.side == 0 || model_.channels == 0) { // no model yet
        words_->setWords(tr("Every step of every picture is kept."));
        Q_EMIT noteChanged({});
        return;
    }
    try {
        const RecordingPlan plan = recordingOf(model_, request_, budget());
        const QString what = tr("%1 of %2, %3 × %3 pixels")
                                 .arg(countText(int(plan.frames), tr("frame"), tr("frames")),
                                      countText(int(plan.pictures), tr("picture"), tr("pictures")))
                                 .arg(model_.side);
        const QString needed = megabyteText(plan.bytes);
        QString words = tr("%1: every step kept, %2, %3 MB.").arg(what, bitsText(plan.storage), needed);
        if (plan.wayUp > 0)
            words += u' ' + tr("With the way up to the picture’s noise.");
        words_->setWords(words);
        Q_EMIT noteChanged(tr("%1 of %2 MB").arg(needed).arg(megabytes_->value()));
    } catch (const Error& error) {
        words_->setWords(translated(error.subjectMessage()) + QStringLiteral(". ") + translated(error.adviceMessage()));
        Q_EMIT noteChanged(tr("not enough"));
    }
}

} // namespace diffuscope::ui
