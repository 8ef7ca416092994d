#include "ui/reverse/step/blur_panel.h"

#include "ui/reverse/when_visible.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/terms/explain.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kBlurView = 116;

} // namespace

BlurPanel::BlurPanel(Bridge& bridge, std::function<SampleRequest()> walk, QWidget* parent)
    : QWidget(parent), bridge_(bridge), walk_(std::move(walk)), measure_(new Button({})),
      choose_(new Button(tr("Choose a picture"))), words_(new WrappedLabel("caption")),
      error_(new WrappedLabel("error")), blurNumber_(new NumberLabel(12, 600)), guessNumber_(new NumberLabel(12, 600)),
      views_(new QWidget), noisy_(new ImageView(Concept::State)), blurred_(new ImageView(Concept::Noise)),
      guess_(new ImageView(Concept::Prediction))
{
    setObjectName(QStringLiteral("blurPanel"));
    build();
    describing_ = new WhenVisible(this, [this] { describe(); });
    connect(measure_, &QAbstractButton::clicked, this, &BlurPanel::measure);
    connect(choose_, &QAbstractButton::clicked, this, &BlurPanel::pictureWanted);
    connect(&bridge_, &Bridge::blurMeasured, this, [this](const BlurMeasured& measured) {
        if (job_ == 0 || measured.job != job_)
            return;
        job_ = 0;
        if (!measured.points.empty())
            measured_ = measured;
        show();
        Q_EMIT runningChanged();
    });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (job_ == 0 || failure.job != job_)
            return;
        job_ = 0;
        error_->setWords(failureText(failure.error));
        error_->show();
        describe();
        Q_EMIT runningChanged();
    });
    connect(&bridge_, &Bridge::modelOpened, this, &BlurPanel::refresh);
    for (QWidget* part : std::initializer_list<QWidget*>{error_, views_, blurNumber_, guessNumber_})
        part->hide();
}

void BlurPanel::build()
{
    const std::pair<QWidget*, const char*> names[] = {
        {measure_, "blurMeasure"}, {choose_, "blurChoose"},     {words_, "blurWords"},
        {error_, "blurError"},     {noisy_, "blurNoisy"},       {blurred_, "blurBlurred"},
        {guess_, "blurGuess"},     {blurNumber_, "blurNumber"}, {guessNumber_, "blurGuessNumber"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    noisy_->setSymbol(QStringLiteral("x_t"), tr("with noise"));
    blurred_->setSymbol({}, tr("best blur"));
    guess_->setSymbol(QStringLiteral("\\hat{x}_0"), tr("network"));
    const QString help =
        tr("Peak signal to noise ratio against the true picture, of values in [−1, 1]: more is better");
    blurNumber_->setToolTip(help);
    guessNumber_->setToolTip(help);
    guessNumber_->setConcept(Concept::Prediction);
    auto* link = new ViewLink(this);
    auto* row = new QHBoxLayout(views_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    for (ImageView* view : {noisy_, blurred_, guess_}) {
        view->setLink(link);
        view->setFixedHeight(kBlurView);
        row->addWidget(view, 1);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    for (QWidget* part :
         std::initializer_list<QWidget*>{words_, choose_, measure_, error_, views_, guessNumber_, blurNumber_})
        column->addWidget(part);
}

void BlurPanel::setStep(int step)
{
    step_ = step;
    describing_->ask();
}

void BlurPanel::setBusy(const QString& why)
{
    busy_ = why;
    describing_->ask();
}

void BlurPanel::refresh()
{
    const bool asked = std::exchange(job_, 0) != 0; // an answer still to come is about something else
    measured_.reset();
    error_->hide();
    show();
    if (asked)
        Q_EMIT runningChanged();
}

void BlurPanel::describe()
{
    const SampleRequest walk = walk_();
    const bool picture = walk.from.given();
    const bool here = measured_ && measured_->points.front().step == std::max(1, step_);
    choose_->setVisible(!picture);
    measure_->setVisible(picture && !here);
    measure_->setText(tr("Try at t = %1").arg(std::max(1, step_)));
    const QString busy = job_ == 0 ? busy_ : QString();
    measure_->setEnabled(picture && job_ == 0 && bridge_.model() && busy.isEmpty());
    setReason(measure_, !bridge_.model() ? tr("Train a model or open one first") : busy);
    if (!picture)
        words_->setWords(
            tr("How good is the network's one guess? A blur makes a fair rival, but only a true picture can "
               "tell: a walk from pure noise has none. Choose one to start from."));
    else
        words_->setWords(
            tr("The picture of “Start from”, with the noise of t on it: what one network call and the best "
               "of all Gaussian blurs make of it."));
}

void BlurPanel::measure()
{
    error_->hide();
    job_ = bridge_.session().measureBlur({walk_(), {std::max(1, step_)}});
    describe();
    Q_EMIT runningChanged();
}

void BlurPanel::show()
{
    describing_->ask();
    for (QWidget* part : std::initializer_list<QWidget*>{views_, blurNumber_, guessNumber_})
        part->setVisible(measured_.has_value());
    if (!measured_)
        return Q_EMIT noteChanged({});
    const BlurMeasured::Point& point = measured_->points.front();
    noisy_->setImage(point.noisy);
    blurred_->setImage(point.blurred);
    guess_->setImage(point.guess);
    guessNumber_->setText(tr("at t = %1: network %2 dB").arg(QString::number(point.step), decibels(point.guessPsnr)));
    blurNumber_->setText(point.blur > 0
                             ? tr("best blur, σ %1 px: %2 dB").arg(number(point.blur, 1), decibels(point.blurPsnr))
                             : tr("no blur is best: %1 dB").arg(decibels(point.blurPsnr)));
    Q_EMIT noteChanged(tr("%1 against %2 dB").arg(decibels(point.guessPsnr), decibels(point.blurPsnr)));
}

} // namespace diffuscope::ui
