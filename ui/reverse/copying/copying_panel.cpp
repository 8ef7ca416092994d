#include "ui/reverse/copying/copying_panel.h"

#include "ui/reverse/copying/copying_chart.h"
#include "ui/reverse/copying/nearest_words.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/terms/explain.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdlib>

namespace diffuscope::ui {

namespace {

constexpr std::size_t kMostMoments = 64;
constexpr int kCopyingView = 118;
constexpr double kUsualRate = 3e9; // multiplications a second, until they have been measured here

WrappedLabel* copyingWords(const char* name, const char* role = "secondary")
{
    auto* label = new WrappedLabel(role);
    label->setObjectName(QLatin1String(name));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QWidget* rowOf(std::initializer_list<ImageView*> views, ViewLink* link)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (ImageView* view : views) {
        view->setLink(link);
        view->setFixedHeight(kCopyingView);
        layout->addWidget(view, 1);
    }
    return row;
}

} // namespace

CopyingPanel::CopyingPanel(Bridge& bridge, QWidget* parent)
    : QWidget(parent), bridge_(bridge), rate_(kUsualRate), compare_(new Button(tr("Compare"))),
      mirrored_(new QCheckBox(tr("Mirror images count, too"))), state_(copyingWords("copyingState", "caption")),
      error_(copyingWords("copyingError", "error")), verdict_(copyingWords("copyingVerdict")),
      which_(copyingWords("copyingWhich", "caption")), guessWords_(copyingWords("copyingGuessWords", "caption")),
      exactWords_(copyingWords("copyingExactWords", "caption")), finishedPart_(new QWidget), guessPart_(new QWidget),
      sample_(new ImageView(Concept::State)), nearest_(new ImageView(Concept::Signal)),
      guess_(new ImageView(Concept::Prediction)), guessNearest_(new ImageView(Concept::Signal)),
      exact_(new ImageView(Concept::Signal)), chart_(new CopyingChart)
{
    setObjectName(QStringLiteral("copyingPanel"));
    describing_ = new WhenVisible(this, [this] { describe(); });
    showing_ = new WhenVisible(this, [this] { showMeasured(); });
    following_ = new WhenVisible(this, [this] { showGuess(); });
    build();
    connect(compare_, &QAbstractButton::clicked, this, &CopyingPanel::toggle);
    connect(mirrored_, &QCheckBox::toggled, this, &CopyingPanel::clear);
    connect(chart_, &CopyingChart::stepPicked, this, &CopyingPanel::stepPicked);
    connect(&bridge_, &Bridge::copyingMeasured, this, &CopyingPanel::onMeasured);
    connect(&bridge_, &Bridge::copyingProgressed, this, [this](const CopyingProgress& progress) {
        if (job_ == 0 || progress.job != job_)
            return;
        share_ = progress.share;
        describing_->ask();
    });
    connect(&bridge_, &Bridge::failed, this, &CopyingPanel::onFailed);
    connect(&bridge_, &Bridge::datasetOpened, this, [this] { clear(); }); // the numbers were against another set
    clear();
    describe();
}

void CopyingPanel::build()
{
    compare_->setObjectName(QStringLiteral("copyingCompare"));
    mirrored_->setObjectName(QStringLiteral("copyingMirrored"));
    mirrored_->setToolTip(tr("For models whose training mirrored pictures: then a mirror image is a copy as well"));
    const std::pair<ImageView*, const char*> names[] = {{sample_, "copyingSample"},
                                                        {nearest_, "copyingNearest"},
                                                        {guess_, "copyingGuess"},
                                                        {guessNearest_, "copyingGuessNearest"},
                                                        {exact_, "copyingExact"}};
    for (const auto& [view, name] : names)
        view->setObjectName(QLatin1String(name));
    sample_->setSymbol(QStringLiteral("x_0"), tr("the sample"));
    nearest_->setSymbol({}, tr("nearest in training"));
    guess_->setSymbol(QStringLiteral("\\hat{x}_0"), tr("the guess"));
    guessNearest_->setSymbol({}, tr("nearest"));
    exact_->setSymbol({}, tr("exact denoiser"));
    exact_->setToolTip(tr("What a network would guess here that knew the training set by heart: the mean of the "
                          "training pictures, each weighed by how likely this noisy picture came from it"));
    auto* link = new ViewLink(this);
    auto* finished = new QVBoxLayout(finishedPart_);
    auto* guess = new QVBoxLayout(guessPart_);
    for (QVBoxLayout* part : {finished, guess}) {
        part->setContentsMargins(0, 0, 0, 0);
        part->setSpacing(6);
    }
    finished->addWidget(verdict_);
    finished->addWidget(rowOf({sample_, nearest_}, link));
    finished->addWidget(which_);
    guess->addWidget(rowOf({guess_, guessNearest_, exact_}, link));
    guess->addWidget(guessWords_);
    guess->addWidget(exactWords_);
    guess->addWidget(chart_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    for (QWidget* part :
         std::initializer_list<QWidget*>{compare_, mirrored_, state_, error_, finishedPart_, guessPart_})
        column->addWidget(part);
}

void CopyingPanel::setTrajectory(const Trajectory* trajectory, int picture)
{
    trajectory_ = trajectory;
    picture_ = picture;
    finished_ = {};
    clear();
}

void CopyingPanel::refresh()
{
    finished_ = {};
    describing_->ask();
}

void CopyingPanel::setFrame(int frame)
{
    frame_ = frame;
    following_->ask();
}

void CopyingPanel::clear()
{
    if (job_ != 0)
        bridge_.session().cancelCopying();
    job_ = 0; // an answer still to come is about something else
    measured_.reset();
    asked_.clear();
    error_->hide();
    Q_EMIT noteChanged({});
    describing_->ask();
    show();
}

QString CopyingPanel::reason() const
{
    const auto& set = bridge_.dataset();
    if (!set)
        return tr("Open the set that the model was trained on.");
    if (!trajectory_ || !trajectory_->finished())
        return tr("Generate a sample first.");
    const Image& sample = finished_;
    const auto kind = [](int channels) { return channels == 1 ? tr("grey") : tr("colour"); };
    if (sample.width != set->side || sample.channels != set->channels)
        return tr("%1 has pictures of %2 × %2 in %3, the sample is %4 × %4 in %5. Open the set that the model was "
                  "trained on.")
            .arg(QString::fromStdString(set->name))
            .arg(set->side)
            .arg(kind(set->channels))
            .arg(sample.width)
            .arg(kind(sample.channels));
    return {};
}

double CopyingPanel::work() const
{
    const auto& set = bridge_.dataset();
    const double moments = double(std::min(std::size_t(trajectory_->frames()), kMostMoments));
    const double values = double(set->channels) * set->side * set->side;
    const double each = set->size > kMostExact ? 1 : 3; // distances to the guess, to the state, and the mean
    return double(set->size) * (mirrored_->isChecked() ? 2 : 1) * values * moments * each;
}

// The sample is unpacked once, for all that is said of it.
void CopyingPanel::measureShape()
{
    if (finished_.empty() && trajectory_ && trajectory_->finished())
        finished_ = trajectory_->state(trajectory_->frames() - 1, picture_);
}

void CopyingPanel::describe()
{
    measureShape();
    const QString why = reason();
    const auto& set = bridge_.dataset();
    const bool busy = job_ != 0;
    const QString name = set ? QString::fromStdString(set->name) : QString();
    compare_->setText(busy   ? tr("Cancel")
                      : !set ? tr("Compare")
                             : tr("Compare with %1").arg(fontMetrics().elidedText(name, Qt::ElideMiddle, 130)));
    compare_->setEnabled(busy || why.isEmpty());
    setReason(compare_, busy ? QString() : why);
    mirrored_->setEnabled(!busy);
    if (busy) {
        state_->setWords(tr("Comparing… %1 %").arg(int(100 * share_)));
    } else if (!why.isEmpty() || measured_) {
        state_->setWords(why);
    } else {
        const std::size_t moments = std::min(std::size_t(trajectory_->frames()), kMostMoments);
        state_->setWords(tr("%1 against %2: %3 here, no network calls")
                             .arg(countText(int(moments), tr("moment"), tr("moments")),
                                  countText(set->size, tr("picture"), tr("pictures")), roughDuration(work() / rate_)));
    }
    state_->setVisible(!state_->text().isEmpty());
}

// The end, and every moment that the network was asked at; of many some, spread evenly. Frames, as they are kept: the
// session unpacks them.
CopyingRequest CopyingPanel::request()
{
    CopyingRequest request;
    request.mirrored = mirrored_->isChecked();
    asked_.clear();
    const int last = trajectory_->frames() - 1;
    const int moments = int(std::min(std::size_t(last), kMostMoments - 1));
    for (int k = 0; k < moments; ++k) {
        const int index = int((long long)(k)*last / moments);
        const auto holder = trajectory_->predictionOf(index);
        const Frame& frame = trajectory_->frame(index);
        if (!holder || *holder == index || frame.alphaBar >= 1)
            continue;
        request.moments.push_back({frame.step,
                                   frame.alphaBar,
                                   {},
                                   {},
                                   trajectory_->sharedFrame(index),
                                   trajectory_->sharedFrame(*holder),
                                   picture_});
        asked_.push_back(index);
    }
    request.moments.push_back({0, 1, {}, {}, trajectory_->sharedFrame(last), {}, picture_});
    asked_.push_back(last);
    return request;
}

void CopyingPanel::toggle()
{
    if (job_ != 0) {
        bridge_.session().cancelCopying();
        return;
    }
    clear();
    share_ = 0;
    job_ = bridge_.session().checkCopying(request());
    describe();
}

void CopyingPanel::onMeasured(const CopyingMeasured& measured)
{
    if (job_ == 0 || measured.job != job_)
        return;
    job_ = 0;
    if (!measured.cancelled) {
        measured_ = measured;
        if (measured.seconds > 0.05) // shorter ones say nothing about longer ones
            rate_ = work() / measured.seconds;
        std::vector<CopyingChart::Point> points;
        for (const CopyingMeasured::Moment& moment : measured.moments)
            if (!moment.exact.empty())
                points.push_back({moment.step, moment.difference});
        chart_->setPoints(std::move(points), trajectory_->schedule().timesteps());
        const QString usual = timesUsual(measured.moments.back());
        Q_EMIT noteChanged(usual.isEmpty() ? QString() : tr("%1 usual").arg(usual));
    }
    describing_->ask();
    show();
}

void CopyingPanel::onFailed(const Failed& failure)
{
    if (job_ == 0 || failure.job != job_)
        return;
    job_ = 0;
    error_->setWords(failureText(failure.error));
    error_->show();
    describing_->ask();
}

QString CopyingPanel::timesUsual(const CopyingMeasured::Moment& moment) const
{
    return moment.nearest.empty() ? QString()
                                  : ui::timesUsual(moment.nearest.front().distance, measured_->usualDistance);
}

QString CopyingPanel::whichText(const CopyingMeasured::Moment& moment) const
{
    QStringList all;
    for (const CopyingMeasured::Neighbour& near : moment.nearest) {
        QString text = tr("picture %1").arg(near.index + 1);
        if (near.label >= 0 && near.label < int(measured_->classNames.size()))
            text += QStringLiteral(" (%1)").arg(QString::fromStdString(measured_->classNames[std::size_t(near.label)]));
        if (near.mirrored)
            text += tr(", mirrored");
        all << text;
    }
    return tr("Nearest: %1.").arg(all.join(QStringLiteral("; ")));
}

void CopyingPanel::show()
{
    finishedPart_->setVisible(measured_.has_value());
    guessPart_->setVisible(measured_ && measured_->moments.size() > 1 && frame_ >= 0);
    showing_->ask();
    following_->ask();
}

void CopyingPanel::showMeasured()
{
    if (!measured_)
        return;
    const CopyingMeasured::Moment& end = measured_->moments.back();
    const CopyingMeasured::Neighbour& near = end.nearest.front();
    verdict_->setWords(nearestVerdict(near.distance, measured_->usualDistance));
    measureShape();
    sample_->setImage(finished_);
    nearest_->setImage(near.picture);
    which_->setWords(nearestNumbers(near.distance, measured_->usualDistance) + u' ' + whichText(end));
}

// The moment nearest to the playhead.
void CopyingPanel::showGuess()
{
    const bool known = measured_ && measured_->moments.size() > 1 && frame_ >= 0;
    guessPart_->setVisible(known);
    if (!known)
        return;
    if (frame_ < trajectory_->frames())
        chart_->setStep(trajectory_->frame(frame_).step);
    std::size_t best = 0;
    for (std::size_t k = 0; k + 1 < asked_.size(); ++k)
        if (std::abs(asked_[k] - frame_) < std::abs(asked_[best] - frame_))
            best = k;
    const CopyingMeasured::Moment& moment = measured_->moments[best];
    const CopyingMeasured::Neighbour& near = moment.nearest.front();
    const auto holder = trajectory_->predictionOf(asked_[best]);
    guess_->setImage(holder ? trajectory_->predictedData(*holder, picture_) : Image());
    guessNearest_->setImage(near.picture);
    const QString usual = timesUsual(moment);
    guessWords_->setWords(tr("The guess at t = %1: distance %2").arg(moment.step).arg(number(near.distance, 3)) +
                          (usual.isEmpty() ? QString() : tr(", %1 usual").arg(usual)) + QStringLiteral(". ") +
                          whichText(moment));
    const bool exact = !moment.exact.empty();
    exact_->setVisible(exact);
    chart_->setVisible(exact);
    if (!exact) {
        exactWords_->setWords(tr("The exact denoiser is worked out for sets of up to %1 pictures.").arg(kMostExact));
        return;
    }
    exact_->setImage(moment.exact);
    exactWords_->setWords(
        tr("The network is %1 (RMS) from the exact denoiser, in which one training picture has %2 % of "
           "the weight.")
            .arg(number(moment.difference, 3), number(100 * moment.heaviest, 0)));
}

} // namespace diffuscope::ui
