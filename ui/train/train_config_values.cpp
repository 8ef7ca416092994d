// TrainConfigPanel: what the forms hold, what follows from it, and what of it survives.
#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/train/train_config_panel.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/segmented_control.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace diffuscope::ui {

namespace {

constexpr double kNoticeable = 0.03; // of a speed
constexpr std::array kMainKeys = {"size", "steps", "batch", "learning_rate"};
constexpr std::array kPresetKeys = {"steps", "batch", "gradient_accumulation", "learning_rate"}; // what one is about

template <std::size_t N> bool isIn(const std::array<const char*, N>& keys, const std::string& key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::vector<ParamSpec> specsWhere(bool main)
{
    std::vector<ParamSpec> chosen;
    for (const ParamSpec& spec : trainingParams())
        if (isIn(kMainKeys, spec.key) == main)
            chosen.push_back(spec);
    return chosen;
}

bool mayChange(const std::string& key)
{
    static const std::vector<std::string> keys = resumableTrainingParams();
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

QString shownValue(const ParamSpec& spec, const ParamValue& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? TrainConfigPanel::tr("on") : TrainConfigPanel::tr("off");
    if (const auto* whole = std::get_if<long long>(&value))
        return !spec.lowestName.empty() && double(*whole) <= spec.minimum ? QString::fromStdString(spec.lowestName)
                                                                          : grouped(*whole);
    if (const auto* real = std::get_if<double>(&value))
        return QString::number(*real, 'g', 6);
    return QString::fromStdString(std::get<std::string>(value));
}

QJsonValue jsonOf(const ParamValue& value)
{
    if (const auto* text = std::get_if<std::string>(&value))
        return QString::fromStdString(*text);
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag;
    if (const auto* whole = std::get_if<long long>(&value))
        return qint64(*whole);
    return std::get<double>(value);
}

// As its setting holds it; nothing where it is of another kind.
std::optional<ParamValue> settingOf(const ParamSpec& spec, const QJsonValue& value)
{
    using Kind = ParamSpec::Kind;
    if (spec.kind == Kind::Toggle)
        return value.isBool() ? std::optional<ParamValue>(value.toBool()) : std::nullopt;
    if (spec.kind == Kind::Choice || spec.kind == Kind::Text)
        return value.isString() ? std::optional<ParamValue>(value.toString().toStdString()) : std::nullopt;
    if (!value.isDouble() || value.toDouble() < spec.minimum || value.toDouble() > spec.maximum)
        return std::nullopt;
    if (spec.kind == Kind::Real)
        return value.toDouble();
    return static_cast<long long>(std::llround(value.toDouble()));
}

// Why a young network draws or does not, in a line; docs/learning.md has the page.
QString predictionWords(const ParamValues& values)
{
    const auto form = values.find("prediction_type");
    const auto* chosen = form == values.end() ? nullptr : std::get_if<std::string>(&form->second);
    if (chosen && *chosen == "epsilon")
        return TrainConfigPanel::tr(
            "Predicts the noise itself, as in the textbook: it draws only after long training.");
    if (chosen && *chosen == "sample")
        return TrainConfigPanel::tr("Predicts the picture; the noise follows from it.");
    return TrainConfigPanel::tr("Predicts the noise, with a skip from its input, so that it draws early.");
}

} // namespace

void TrainConfigPanel::choosePreset()
{
    const bool first = base_.values.empty();
    ParamValues kept = first ? ParamValues() : request().overrides;
    std::erase_if(kept, [](const auto& entry) { return isIn(kPresetKeys, entry.first); });
    for (ParamForm* form : {main_, rest_})
        if (first)
            form->setSpecs(specsWhere(form == main_));
    fillForms(kept);
    describe();
    warnOfMirror();
    Q_EMIT valuesChanged();
}

void TrainConfigPanel::fillForms(const ParamValues& kept)
{
    base_ = presetSummary(preset_->current().toStdString(), {}, channels_, classes_);
    ParamValues values = base_.values;
    for (const auto& [key, value] : kept)
        values[key] = value;
    main_->setValues(values);
    rest_->setValues(values);
}

ParamValues TrainConfigPanel::shownValues() const
{
    ParamValues all = main_->values();
    all.merge(rest_->values());
    return all;
}

int TrainConfigPanel::side() const { return int(numberIn(shownValues(), "size", 32)); }
double TrainConfigPanel::totalSteps() const { return numberIn(shownValues(), "steps", 0); }

TrainRequest TrainConfigPanel::request() const
{
    TrainRequest request;
    request.source = source_;
    request.folder = folderPath_;
    if (folderPath_.empty())
        request.name = name_->text().trimmed().toStdString();
    request.preset = preset_->current().toStdString();
    for (const auto& [key, value] : shownValues()) {
        const auto usual = base_.values.find(key);
        if (usual == base_.values.end() || usual->second != value)
            request.overrides[key] = value;
    }
    return request;
}

ParamValues TrainConfigPanel::changesOfRun() const
{
    ParamValues changes;
    if (!shownRun_ || preset_->current().toStdString() != shownRun_->preset)
        return changes; // the values are another preset's
    for (const auto& [key, value] : shownValues())
        if (const auto before = shownRun_->values.find(key);
            mayChange(key) && before != shownRun_->values.end() && before->second != value)
            changes[key] = value;
    return changes;
}

void TrainConfigPanel::setSteps(int steps)
{
    main_->setValues({{"steps", static_cast<long long>(steps)}});
    describe();
    Q_EMIT valuesChanged();
}

// While a run can be continued, two buttons read the form.
void TrainConfigPanel::sayWhatContinueTakes()
{
    QStringList taken, others;
    const bool samePreset = shownRun_ && preset_->current().toStdString() == shownRun_->preset;
    if (shownRun_ && !samePreset)
        others << tr("the preset and its values");
    const ParamValues shown = shownValues();
    for (const ParamSpec& spec : samePreset ? trainingParams() : std::vector<ParamSpec>()) {
        const auto before = shownRun_->values.find(spec.key), now = shown.find(spec.key);
        if (before == shownRun_->values.end() || now == shown.end() || before->second == now->second)
            continue;
        const QString label = QString::fromStdString(spec.label);
        if (mayChange(spec.key))
            taken << tr("%1 %2, was %3").arg(label, shownValue(spec, now->second), shownValue(spec, before->second));
        else
            others << label;
    }
    QStringList words;
    if (!taken.isEmpty())
        words << tr("Continue takes over: %1.").arg(taken.join(QStringLiteral("; ")));
    if (!others.isEmpty())
        words << tr("Only a new run can change: %1. This run began with other values.")
                     .arg(others.join(QStringLiteral(", ")));
    continueNote_->setWords(words.join(u'\n'));
    continueNote_->setVisible(continuesFrom_ >= 0 && !words.isEmpty());
}

// What the core would refuse is marked where it was typed.
void TrainConfigPanel::checkValues()
{
    QString key;
    problem_.clear();
    const TrainRequest wanted = request();
    const auto error = attempt([&] { (void)presetSummary(wanted.preset, wanted.overrides, channels_, classes_); });
    if (error) {
        const auto& places = error->subjectMessage().arguments;
        QString label = translated(error->subjectMessage());
        for (const ParamSpec& spec : trainingParams())
            if (!places.empty() && places.front() == spec.key) {
                key = QString::fromStdString(spec.key);
                label = QString::fromStdString(spec.label);
            }
        problem_ = label + QStringLiteral(": ") + translated(error->adviceMessage());
    }
    main_->setProblem(key, problem_);
    rest_->setProblem(key, problem_);
    problemNote_->setWords(problem_);
    problemNote_->setVisible(error.has_value());
}

std::string TrainConfigPanel::settings() const
{
    QJsonObject values;
    for (const auto& [key, value] : request().overrides)
        values[QString::fromStdString(key)] = jsonOf(value);
    const QJsonObject all{{QStringLiteral("preset"), preset_->current()}, {QStringLiteral("values"), values}};
    return QJsonDocument(all).toJson(QJsonDocument::Compact).toStdString();
}

void TrainConfigPanel::restore(const std::string& settings)
{
    const QJsonObject all = QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    const std::string preset = all.value(QStringLiteral("preset")).toString().toStdString();
    const std::vector<CatalogEntry> known = presets();
    if (std::none_of(known.begin(), known.end(), [&](const CatalogEntry& one) { return one.id == preset; }))
        return;
    preset_->setCurrent(QString::fromStdString(preset));
    const QJsonObject values = all.value(QStringLiteral("values")).toObject();
    ParamValues kept;
    for (const ParamSpec& spec : trainingParams())
        if (const auto value = settingOf(spec, values.value(QString::fromStdString(spec.key))))
            kept[spec.key] = *value;
    fillForms(kept);
    describe();
    warnOfMirror();
    Q_EMIT valuesChanged();
}

QString TrainConfigPanel::rateKey(const QString& preset) const
{
    return QStringLiteral("%1/%2").arg(preset).arg(side());
}

// Only a rate seen on this machine with this network and size is worth a promise.
void TrainConfigPanel::measure(const TrainStatus& status)
{
    if (status.state != TrainState::Running || status.imagesPerSecond <= 0 || status.secondsLeft < 0)
        return;
    double& rate = rates_[rateKey(preset_->current())];
    if (std::abs(rate - status.imagesPerSecond) < kNoticeable * rate)
        return;
    rate = status.imagesPerSecond;
    Q_EMIT rateSeen({0, preset_->current().toStdString(), side(), channels_, rate});
    describe();
}

bool TrainConfigPanel::setSpeed(const SpeedMeasured& speed)
{
    const QString key = QStringLiteral("%1/%2").arg(QString::fromStdString(speed.preset)).arg(speed.side);
    if (!rates_.try_emplace(key, speed.imagesPerSecond).second)
        return false;
    describe();
    return true;
}

SpeedRequest TrainConfigPanel::unknownSpeeds() const
{
    SpeedRequest request;
    request.channels = channels_;
    request.classes = classes_;
    request.overrides = {{"size", static_cast<long long>(side())}};
    for (const CatalogEntry& preset : problem_.isEmpty() ? presets() : std::vector<CatalogEntry>()) {
        const auto rate = rates_.find(rateKey(QString::fromStdString(preset.id)));
        if (rate == rates_.end())
            request.presets.push_back(preset.id);
        else if (rate->second < SpeedRequest::kSlow)
            break; // a larger one would take too long to try
    }
    return request;
}

QString TrainConfigPanel::timeOf(const QString& preset) const
{
    const auto rate = rates_.find(rateKey(preset));
    if (rate == rates_.end())
        return {};
    ParamValues values = shownValues();
    if (preset != preset_->current())
        values =
            presetSummary(preset.toStdString(), {{"size", static_cast<long long>(side())}}, channels_, classes_).values;
    const double pictures =
        numberIn(values, "steps", 0) * numberIn(values, "batch", 32) * numberIn(values, "gradient_accumulation", 1);
    return roughDuration(pictures / rate->second);
}

void TrainConfigPanel::describe()
{
    checkValues();
    const QString current = preset_->current();
    const bool sound = problem_.isEmpty();
    // Larger pictures get more levels; a size that is being typed may not be one yet.
    const ParamValues size = {{"size", static_cast<long long>(std::clamp(side() / 4 * 4, 8, 256))}};
    QString text = parameterText(presetSummary(current.toStdString(), size, channels_, classes_).parameterCount);
    if (const QString time = sound ? timeOf(current) : QString(); !time.isEmpty())
        text += tr(", %1 on this computer").arg(time);
    presetNote_->setWords(text + u'\n' + predictionWords(shownValues()));
    const auto rate = rates_.find(rateKey(current));
    presetNote_->setToolTip(rate == rates_.end()
                                ? QString()
                                : tr("Measured here: %1 pictures a second with this network at %2 pixels.")
                                      .arg(number(rate->second, rate->second < 20 ? 1 : 0))
                                      .arg(side()));
    QStringList times;
    for (const CatalogEntry& preset : sound ? presets() : std::vector<CatalogEntry>())
        if (const QString time = timeOf(QString::fromStdString(preset.id)); !time.isEmpty())
            times << QString::fromStdString(preset.name).section(u' ', 0, 0) + u' ' + time;
    presetTimes_->setWords(times.join(QStringLiteral(" · ")));
    presetTimes_->setVisible(times.size() > 1);
    const ParamValues shown = shownValues();
    const auto schedule = shown.find("schedule");
    rest_->setShown(QStringLiteral("curve"),
                    schedule != shown.end() && schedule->second == ParamValue(std::string("custom")));
    sayWhatContinueTakes();
    sayWhereRunsGo();
}

void TrainConfigPanel::sayWhereRunsGo()
{
    if (!runFolder_.isEmpty())
        return folderNote_->setWords(breakable(runFolder_));
    if (!folderPath_.empty())
        return folderNote_->setWords(breakable(QString::fromStdString(folderPath_)));
    QString home;
    (void)attempt([&home] { home = QString::fromStdString(userRunsFolder().string()); }); // none: said at the start
    const QString name = name_->text().trimmed();
    const QString next = name.isEmpty() ? tr("A new run gets a folder in %1").arg(breakable(home))
                                        : tr("A new run goes to %1").arg(breakable(QDir(home).filePath(name)));
    folderNote_->setWords(
        lastFolder_.isEmpty() ? next : tr("The run shown is in %1").arg(breakable(lastFolder_)) + u'\n' + next);
}

} // namespace diffuscope::ui
