#include "ui/forward/schedule/schedule_editor.h"

#include "core/session/catalog.h"
#include "ui/forward/schedule/schedule_fields.h"
#include "ui/forward/schedule/schedule_tiles.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/param_form.h"

#include <QAction>
#include <QKeyEvent>
#include <QLayout>
#include <QMenu>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace diffuscope::ui {

namespace {

constexpr int kLeastSteps = 10, kMostSteps = 4000, kAnnounceMs = 60;
constexpr std::size_t kMostUndo = 200;
const std::string kCustom = "custom", kCurve = "curve";

std::vector<ParamSpec> paramsOf(const std::string& id)
{
    for (const CatalogEntry& entry : schedules())
        if (entry.id == id)
            return entry.params;
    return {};
}

bool hasParam(const std::string& id, const std::string& key)
{
    const std::vector<ParamSpec> specs = paramsOf(id);
    return std::any_of(specs.begin(), specs.end(), [&](const ParamSpec& spec) { return spec.key == key; });
}

} // namespace

QString ScheduleEditor::name() const
{
    for (const CatalogEntry& entry : schedules())
        if (entry.id == spec_.id)
            return QString::fromStdString(entry.name);
    return {};
}

void ScheduleEditor::setStep(int step)
{
    alphaBar_->setStep(step);
    logSnr_->setStep(step);
}

void ScheduleEditor::setDataPower(double power)
{
    dataPower_ = power;
    showWarning();
}

std::vector<CurvePoint> ScheduleEditor::points() const
{
    if (spec_.id == kCustom)
        if (const auto curve = spec_.params.find(kCurve); curve != spec_.params.end())
            return curvePoints(std::get<std::string>(curve->second)); // it made a schedule, so it can be read
    return handlesOn(schedule_);
}

// The number of steps is the user's and stays; the other settings belong to the schedule. A first custom curve is the
// one that is there.
void ScheduleEditor::choose(const QString& id)
{
    ScheduleSpec next{id.toStdString(), spec_.timesteps, {}};
    if (const auto kept = kept_.find(next.id); kept != kept_.end())
        next.params = kept->second;
    else if (next.id == kCustom)
        next.params[kCurve] = curveText(points());
    remember();
    if (next.id == kCustom && spec_.id != kCustom)
        base_ = QString::fromStdString(spec_.id);
    if (use(next, true))
        return showSpec();
    past_.pop_back();
    tiles_->setCurrent(QString::fromStdString(spec_.id));
}

void ScheduleEditor::onHandles(const std::vector<CurvePoint>& handles, bool done) { drawCustom(handles, done); }

void ScheduleEditor::onStroke(const std::vector<CurvePoint>& stroke)
{
    const int last = schedule_.timesteps();
    const auto under = [&](double x) { return schedule_.alphaBar(int(std::lround(x * last)) - 1); };
    drawCustom(curveOfStroke(stroke, under), true);
}

void ScheduleEditor::drawCustom(const std::vector<CurvePoint>& handles, bool done)
{
    if (!dragging_) {
        remember();
        if (spec_.id != kCustom)
            base_ = QString::fromStdString(spec_.id);
    }
    dragging_ = !done;
    ScheduleSpec next{kCustom, spec_.timesteps, spec_.id == kCustom ? spec_.params : ParamValues()};
    next.params[kCurve] = curveText(handles);
    const bool first = spec_.id != kCustom;
    use(next, done);
    if (first || done)
        showSpec();
}

void ScheduleEditor::reset()
{
    remember();
    const ScheduleCheck base = checkSchedule({base_.toStdString(), spec_.timesteps, kept_[base_.toStdString()]});
    ScheduleSpec next{kCustom, spec_.timesteps, {}};
    next.params[kCurve] = curveText(handlesOn(base.schedule ? *base.schedule : makeSchedule({})));
    use(next, true);
    showSpec();
}

void ScheduleEditor::onFields()
{
    ScheduleSpec next{spec_.id, fields_->timesteps(), params_->values()};
    for (const auto& [key, value] : fields_->values())
        next.params[key] = value;
    if (next.timesteps == spec_.timesteps && next.params == spec_.params && notice_->property("problem").isNull())
        return;
    const State before{spec_, base_};
    if (!use(next, true))
        return;
    past_.push_back(before);
    future_.clear();
    alphaBar_->setHandles(points());
}

bool ScheduleEditor::use(const ScheduleSpec& spec, bool announce)
{
    ScheduleCheck check;
    if (spec.timesteps < kLeastSteps || spec.timesteps > kMostSteps) {
        check.happened = tr("T must be between %1 and %2").arg(grouped(kLeastSteps), grouped(kMostSteps)).toStdString();
        check.subject = tr("T = %1").arg(grouped(spec.timesteps)).toStdString();
    } else {
        check = checkSchedule(spec);
    }
    if (!check.schedule) {
        showProblem(check);
        return false;
    }
    const bool longer = spec.timesteps != spec_.timesteps, other = spec.id != spec_.id;
    spec_ = spec;
    kept_[spec.id] = spec.params;
    schedule_ = *check.schedule;
    alphaBar_->setSchedule(schedule_);
    logSnr_->setSchedule(schedule_);
    showBetasInUse();
    if (longer || other)
        showOverlays();
    if (spec.id == kCustom)
        tiles_->setCustomCurve(points());
    showWarning();
    if (!announce) {
        if (!announce_.isActive())
            announce_.start(kAnnounceMs);
        return true;
    }
    announce_.stop();
    Q_EMIT scheduleChanged();
    return true;
}

bool ScheduleEditor::setSpec(const ScheduleSpec& spec)
{
    if (spec.timesteps < kLeastSteps || spec.timesteps > kMostSteps || !checkSchedule(spec).schedule)
        return false;
    remember();
    restore({spec, spec.id == kCustom ? base_ : QString::fromStdString(spec.id)});
    return true;
}

void ScheduleEditor::remember()
{
    past_.push_back({spec_, base_});
    if (past_.size() > kMostUndo)
        past_.erase(past_.begin());
    future_.clear();
}

void ScheduleEditor::restore(const State& state)
{
    base_ = state.base;
    use(state.spec, true);
    showSpec();
}

void ScheduleEditor::undo()
{
    if (past_.empty())
        return;
    const State state = past_.back();
    past_.pop_back();
    future_.push_back({spec_, base_});
    restore(state);
}

void ScheduleEditor::redo()
{
    if (future_.empty())
        return;
    const State state = future_.back();
    future_.pop_back();
    past_.push_back({spec_, base_});
    restore(state);
}

void ScheduleEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo))
        undo();
    else if (event->matches(QKeySequence::Redo))
        redo();
    else
        QWidget::keyPressEvent(event);
}

// Everything that shows the settings, from the settings.
void ScheduleEditor::showSpec()
{
    tiles_->setCurrent(QString::fromStdString(spec_.id));
    const std::vector<ParamSpec> specs = paramsOf(spec_.id);
    std::vector<ParamSpec> others;
    std::copy_if(specs.begin(), specs.end(), std::back_inserter(others),
                 [](const ParamSpec& spec) { return spec.kind != ParamSpec::Kind::Real; });
    const QSignalBlocker quiet(params_);
    params_->setSpecs(others, spec_.params);
    fields_->setSpecs(specs);
    fields_->setValues(spec_.params, spec_.timesteps);
    if (!dragging_)
        alphaBar_->setHandles(points());
    const bool custom = spec_.id == kCustom;
    reset_->setVisible(custom);
    alphaBar_->setHint(custom ? QString() : tr("drag a handle to customise"), custom ? 80 : 54);
}

// The fields have what was asked for. Scaling, cutting and bending make other betas of them.
void ScheduleEditor::showBetasInUse()
{
    inUse_->hide();
    if (!hasParam(spec_.id, "beta_end"))
        return;
    const std::vector<ParamSpec> specs = paramsOf(spec_.id);
    const double first = schedule_.beta(0), last = schedule_.beta(schedule_.timesteps() - 1);
    const double start = realParam(specs, spec_.params, "beta_start"), end = realParam(specs, spec_.params, "beta_end");
    const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-3 * b; };
    if (near(first, start) && near(last, end))
        return;
    QStringList why;
    const double scale = 1000.0 / spec_.timesteps;
    if (spec_.timesteps != 1000 && hasParam(spec_.id, "rescale") && boolParam(specs, spec_.params, "rescale")) {
        why.append(tr("scaled by 1000 / T = %1").arg(number(scale, 2)));
        const auto spec =
            std::find_if(specs.begin(), specs.end(), [](const ParamSpec& s) { return s.key == "beta_end"; });
        if (end * scale > spec->maximum)
            why.append(tr("%1 is cut to %2").arg(number(end * scale, 3), number(spec->maximum, 3)));
    }
    if (hasParam(spec_.id, "rescale_betas_zero_snr") && boolParam(specs, spec_.params, "rescale_betas_zero_snr"))
        why.append(tr("bent to zero terminal SNR"));
    inUse_->setWords(tr("In use: β₁ = %1, β_T = %2%3")
                         .arg(smallNumber(first, 4), smallNumber(last, 4),
                              why.isEmpty() ? QString() : QStringLiteral(" · ") + why.join(QStringLiteral(", "))));
    inUse_->show();
}

void ScheduleEditor::showProblem(const ScheduleCheck& check)
{
    notice_->setProperty("problem", true);
    Message subject = check.subject;
    for (const ParamSpec& spec : paramsOf(spec_.id)) // as the field is called
        std::replace(subject.arguments.begin(), subject.arguments.end(), spec.key, spec.label);
    notice_->setText(translated(check.happened), (translated(subject) + u'\n' + translated(check.advice)).trimmed());
    rescale_->hide();
    zeroSnr_->hide();
    notice_->show();
    fitNotice();
}

void ScheduleEditor::showWarning()
{
    notice_->setProperty("problem", {});
    const TerminalNoise end = terminalNoise(schedule_, dataPower_);
    notice_->setVisible(!end.gaussian);
    if (end.gaussian)
        return;
    const auto toggled = [this](const char* key) {
        const std::vector<ParamSpec> specs = paramsOf(spec_.id);
        return hasParam(spec_.id, key) && boolParam(specs, spec_.params, key);
    };
    const bool canRescale = hasParam(spec_.id, "rescale") && !toggled("rescale") && spec_.timesteps < 1000;
    const bool canEnd = hasParam(spec_.id, "rescale_betas_zero_snr") && !toggled("rescale_betas_zero_snr");
    rescale_->setVisible(canRescale);
    zeroSnr_->setVisible(canEnd);
    const QString cure = hasParam(spec_.id, "beta_end") ? tr("Raise the last beta or T.")
                         : spec_.id == kCustom          ? tr("Draw the end of the curve lower.")
                                                        : QString();
    notice_->setText(tr("The last step is not pure noise yet"),
                     tr("%1 % of the picture’s contrast remains (√ᾱ_T = %2): the KL of q(x_T | x₀) to N(0, I) is %3 "
                        "nats per pixel value. Sampling starts from pure noise, which the network has then never "
                        "seen. %4")
                         .arg(number(end.signalScale * 100, 1), number(end.signalScale, 3), number(end.kl, 4), cure)
                         .trimmed());
    fitNotice();
}

// Wrapped words: the card insists on the height they need at this width.
void ScheduleEditor::fitNotice()
{
    notice_->setMinimumHeight(0);
    if (!notice_->isHidden())
        notice_->setMinimumHeight(std::max(0, notice_->layout()->totalHeightForWidth(width())));
}

void ScheduleEditor::resizeEvent(QResizeEvent*) { fitNotice(); }

void ScheduleEditor::setSwitch(const char* key, bool on)
{
    remember();
    ScheduleSpec next = spec_;
    next.params[key] = on;
    use(next, true);
    showSpec();
}

void ScheduleEditor::showOverlays()
{
    std::vector<SchedulePlot::Overlay> chosen;
    const QList<QAction*> actions = menu_->actions();
    for (const QAction* action : actions) {
        const std::string id = action->data().toString().toStdString();
        if (!action->isChecked() || id == spec_.id || id.empty())
            continue;
        const auto kept = kept_.find(id);
        const ScheduleCheck check =
            checkSchedule({id, spec_.timesteps, kept != kept_.end() ? kept->second : ParamValues()});
        if (check.schedule)
            chosen.push_back({action->text().toLower(), *check.schedule});
    }
    alphaBar_->setOverlays(chosen);
    logSnr_->setOverlays(chosen);
}

} // namespace diffuscope::ui
