#include "ui/reverse/faults/break_panel.h"

#include "core/session/catalog.h"
#include "core/session/walk_plan.h"
#include "ui/reverse/explore/branch_request.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/words.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/terms/explain.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kUsualOffset = 20, kMostShownOffset = 500;

// What a walk shows about itself.
bool addsNoise(const Trajectory& walk)
{
    for (int k = 0; k < walk.frames(); ++k)
        if (walk.frame(k).addedNoiseScale > 0)
            return true;
    return false;
}

bool limits(const Trajectory& walk)
{
    for (int k = 0; k < walk.frames(); ++k)
        if (!walk.frame(k).limited.empty())
            return true;
    return false;
}

bool choosesVariance(const std::string& sampler)
{
    for (const CatalogEntry& entry : samplers())
        if (entry.id == sampler)
            return std::any_of(entry.params.begin(), entry.params.end(),
                               [](const ParamSpec& spec) { return spec.key == "variance_type"; });
    return false;
}

} // namespace

BreakPanel::BreakPanel(Bridge& bridge, QWidget* parent)
    : QWidget(parent), bridge_(bridge), offset_(new QCheckBox(tr("t off by"))), by_(new QSpinBox),
      walk_(new Button(tr("Walk it broken"))), compare_(new Button(tr("Side by side"))),
      words_(new WrappedLabel("warning")), error_(new WrappedLabel("error")), distance_(new NumberLabel(12, 600))
{
    setObjectName(QStringLiteral("breakPanel"));
    arranging_ = new WhenVisible(this, [this] { arrange(); });
    measuring_ = new WhenVisible(this, [this] { showDistance(); });
    build();
    connect(walk_, &QAbstractButton::clicked, this, &BreakPanel::walk);
    connect(compare_, &QAbstractButton::clicked, this, &BreakPanel::sideBySideWanted);
    connect(&bridge_, &Bridge::sampleStarted, this, [this](const SampleStarted& started) {
        if (job_ == 0 || started.job != job_)
            return;
        broken_.begin(started, asked_);
        told_ = job_;
        Q_EMIT changed();
    });
    connect(&bridge_, &Bridge::framesArrived, this, [this](JobId job, const std::vector<FramePtr>& frames) {
        if (job_ == 0 || job != job_ || told_ != job_)
            return;
        for (const FramePtr& frame : frames)
            broken_.add(frame);
        measuring_->ask();
        Q_EMIT changed();
    });
    connect(&bridge_, &Bridge::sampleFinished, this, [this](const SampleFinished& finished) {
        if (job_ == 0 || finished.job != job_)
            return;
        job_ = 0;
        broken_.setSeconds(finished.seconds);
        arranging_->ask();
        measuring_->ask();
        Q_EMIT changed();
        if (!finished.cancelled)
            Q_EMIT sideBySideWanted();
    });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (job_ == 0 || failure.job != job_)
            return;
        job_ = 0;
        error_->setWords(failureText(failure.error));
        error_->show();
        arranging_->ask();
        Q_EMIT changed();
    });
    forget();
}

QCheckBox* BreakPanel::addSwitch(const char* name, const QString& label, const QString& help)
{
    auto* box = new QCheckBox(label);
    box->setObjectName(QLatin1String(name));
    box->setToolTip(help);
    connect(box, &QCheckBox::toggled, this, &BreakPanel::arrange);
    return box;
}

void BreakPanel::build()
{
    offset_->setObjectName(QStringLiteral("breakOffset"));
    offset_->setToolTip(tr("The network is told a timestep that is so many off"));
    connect(offset_, &QCheckBox::toggled, this, &BreakPanel::arrange);
    by_->setObjectName(QStringLiteral("breakOffsetBy"));
    by_->setRange(-kMostShownOffset, kMostShownOffset);
    by_->setValue(kUsualOffset);
    by_->setAccessibleName(tr("Timesteps off"));
    connect(by_, &QSpinBox::valueChanged, this, &BreakPanel::arrange);
    switches_ = {
        {addSwitch("breakNoise", tr("No added noise"), tr("The noise that the steps should add is left out")),
         &Faults::noNoise},
        {addSwitch(
             "breakScaling", tr("No input scaling"),
             tr("The network sees the picture as samplers in σ keep it, not scaled down to what it was trained on")),
         &Faults::noInputScaling},
        {addSwitch("breakClipping", tr("No clipping"), tr("x̂₀ may leave the range of pictures")), &Faults::noClipping},
        {addSwitch("breakVariance", tr("Few steps, large variance"),
                   tr("At most %1 steps, with the large one of DDPM's two variances").arg(Faults::kFewSteps)),
         &Faults::largeVariance},
        {addSwitch("breakTime", tr("Time embedding frozen"), tr("The network believes to be half-way all the time")),
         &Faults::frozenTime},
        {addSwitch("breakSkips", tr("Skip connections cut"),
                   tr("Nothing passes from the way down to the way up but through the middle")),
         &Faults::cutSkips},
        {addSwitch("breakWeights", tr("Raw weights"), tr("The weights of the last training step, not their average")),
         &Faults::rawWeights}};
    error_->setObjectName(QStringLiteral("breakError"));
    walk_->setObjectName(QStringLiteral("breakWalk"));
    compare_->setObjectName(QStringLiteral("breakCompare"));
    compare_->setToolTip(tr("The healthy walk and the broken one on one playhead"));
    distance_->setObjectName(QStringLiteral("breakDistance"));
    distance_->setConcept(Concept::Error);
    auto* offsetRow = new QHBoxLayout;
    offsetRow->addWidget(offset_);
    offsetRow->addWidget(by_);
    offsetRow->addStretch();
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(walk_);
    buttons->addWidget(compare_);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(words_);
    column->addLayout(offsetRow);
    for (const Switch& one : switches_)
        column->addWidget(one.box);
    column->addLayout(buttons);
    column->addWidget(distance_);
    column->addWidget(error_);
}

void BreakPanel::setTrajectory(const Trajectory* healthy, int picture, const ModelOpened& model)
{
    healthy_ = healthy;
    model_ = model;
    picture_ = picture;
    forget();
}

int BreakPanel::picture() const { return broken_.pictures() == 1 ? 0 : picture_; }

void BreakPanel::refresh() { arranging_->ask(); }

void BreakPanel::setBusy(const QString& why)
{
    busy_ = why;
    arranging_->ask();
}

void BreakPanel::setFrame(int frame)
{
    frame_ = frame;
    if (!isVisible())
        Q_EMIT noteChanged({}); // of another moment; the head of a folded section stays in sight
    measuring_->ask();
}

void BreakPanel::forget()
{
    if (std::exchange(job_, 0) != 0) // a newer request would have ended it already
        bridge_.session().cancelSampling();
    broken_.clear();
    error_->hide();
    arranging_->ask();
    measuring_->ask();
    Q_EMIT noteChanged({});
    Q_EMIT changed();
}

Faults BreakPanel::faults() const
{
    Faults faults;
    if (offset_->isChecked())
        faults.timestepOffset = by_->value();
    for (const Switch& one : switches_)
        faults.*one.member = one.box->isChecked() && one.box->isEnabled();
    return faults;
}

QString BreakPanel::reason() const
{
    if (!healthy_ || !healthy_->finished())
        return tr("Generate a sample first; it is the healthy walk.");
    return faults().any() ? busy_ : tr("Choose what is to go wrong.");
}

void BreakPanel::arrange()
{
    const bool walked = healthy_ && healthy_->finished();
    const auto why = [&](bool Faults::*member) -> QString {
        if (!walked)
            return {};
        const SampleRequest& request = healthy_->request();
        if (member == &Faults::noNoise && !addsNoise(*healthy_))
            return tr("This walk adds no noise");
        if (member == &Faults::noInputScaling && !scalesInput(request.sampler))
            return tr("This sampler has no input that is scaled; Euler, Heun and EDM have");
        if (member == &Faults::noClipping && !limits(*healthy_))
            return tr("Nothing is clipped in this walk");
        if (member == &Faults::largeVariance && !choosesVariance(request.sampler))
            return tr("This sampler has no choice of variances; DDPM has");
        if (member == &Faults::rawWeights && request.model == "training")
            return tr("The running training gives its averaged weights alone");
        return {};
    };
    for (const Switch& one : switches_) {
        const QString reason = why(one.member);
        one.box->setEnabled(reason.isEmpty() && job_ == 0);
        setReason(one.box, reason);
    }
    offset_->setEnabled(job_ == 0);
    by_->setEnabled(job_ == 0 && offset_->isChecked());
    const QString cannot = reason();
    walk_->setText(job_ != 0 ? tr("Stop") : tr("Walk it broken"));
    walk_->setEnabled(job_ != 0 || cannot.isEmpty());
    setReason(walk_, job_ != 0 ? QString() : cannot);
    describe();
    compare_->setVisible(broken_.frames() > 0);
}

// What it takes, before it starts.
void BreakPanel::describe()
{
    QString words = tr("Wrong on purpose: the same noise, walked with a part of the method left out.");
    if (healthy_ && healthy_->finished()) {
        const SampleRequest broken = request();
        SampleRequest whole = broken;
        whole.faults = {};
        const std::optional<int> calls = networkCalls(model_, broken), healthy = networkCalls(model_, whole);
        const double seconds = calls && healthy && broken.branches.empty()
                                   ? healthy_->seconds() * *calls / std::max(1, *healthy) * broken.count /
                                         std::max(1, healthy_->pictures())
                                   : 0; // of a branch only its own part was measured
        if (calls)
            words += QStringLiteral(" ") + countText(*calls, tr("network call"), tr("network calls"));
        if (seconds > 0)
            words += tr(", %1 here").arg(roughDuration(seconds));
        if (calls)
            words += u'.';
    }
    words_->setWords(words);
}

// The shown sample alone where its noise does not depend on the others.
SampleRequest BreakPanel::request() const
{
    SampleRequest request = healthy_->request();
    request.faults = faults();
    request.rawFile.clear();
    request.weightsHash = healthy_->recipe().weightsHash;
    if (request.seedMode != "picture" || !request.noiseFile.empty() || request.between)
        return request;
    return onePicture(std::move(request), picture_, model_.classes);
}

void BreakPanel::walk()
{
    if (job_ != 0) {
        bridge_.session().cancelSampling();
        return;
    }
    if (!reason().isEmpty()) // it may have changed since the button was drawn
        return;
    broken_.clear();
    error_->hide();
    asked_ = request();
    job_ = bridge_.session().sample(asked_);
    arrange();
    measuring_->ask();
    Q_EMIT changed();
}

void BreakPanel::showDistance()
{
    const bool both = healthy_ && frame_ >= 0 && frame_ < healthy_->frames() && broken_.frames() > 0;
    distance_->setVisible(both);
    if (!both)
        return Q_EMIT noteChanged({});
    const int step = healthy_->frame(frame_).step, other = broken_.indexAt(step);
    const PictureDifference difference =
        differenceOf(broken_.state(other, this->picture()), healthy_->state(frame_, picture_));
    if (!difference.comparable())
        return distance_->hide();
    const int brokenStep = broken_.frame(other).step;
    distance_->setText(
        brokenStep == step
            ? tr("at t = %1: RMS %2 apart").arg(step).arg(number(difference.rms, 3))
            : tr("at t = %1 and %2: RMS %3 apart").arg(step).arg(brokenStep).arg(number(difference.rms, 3)));
    Q_EMIT noteChanged(tr("RMS %1").arg(number(difference.rms, 3)));
}

} // namespace diffuscope::ui
