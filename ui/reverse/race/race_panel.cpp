#include "ui/reverse/race/race_panel.h"

#include "core/session/catalog.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/race/race_table.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/terms/explain.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

struct Usual {
    const char* sampler;
    int steps;
};
constexpr Usual kUsual[RacePanel::kMost] = {
    {"ddpm", 250}, {"ddim", 50}, {"dpmsolver++", 15}, {"ddim", 5}, {"", 50}, {"", 50}, {"", 50}, {"", 50}};
constexpr int kMostSteps = 1000, kLeastRows = 4; // the latter of samplers, that are shown
constexpr double kMostGuidance = 100;

} // namespace

RacePanel::RacePanel(QWidget* parent)
    : QWidget(parent), kind_(new SegmentedControl({{QStringLiteral("samplers"), tr("Samplers"), {}},
                                                   {QStringLiteral("steps"), tr("Steps"), {}},
                                                   {QStringLiteral("guidance"), tr("Guidance"), {}}})),
      pictures_(new SegmentedControl({{QStringLiteral("1"), QStringLiteral("1"), {}},
                                      {QStringLiteral("4"), QStringLiteral("4"), {}},
                                      {QStringLiteral("8"), QStringLiteral("8"), {}},
                                      {QStringLiteral("16"), QStringLiteral("16"), {}}})),
      samplers_(buildSamplers()), steps_(new QLineEdit(QStringLiteral("1000, 100, 50, 20, 10, 5"))),
      guidance_(new QLineEdit(QStringLiteral("0, 1, 2, 4, 7"))), stepsWords_(new QLabel(tr("Steps"))),
      guidanceWords_(new QLabel(tr("Guidance"))), estimate_(new WrappedLabel("secondary")), table_(new RaceTable),
      copy_(new Button(tr("Copy table"), {}, Button::Look::Normal)),
      csv_(new Button(tr("CSV…"), {}, Button::Look::Normal)),
      sheet_(new Button(tr("Sheet…"), {}, Button::Look::Normal)),
      judge_(new Button(tr("Judge"), {}, Button::Look::Normal)), judgeWords_(new WrappedLabel("caption"))
{
    kind_->setObjectName(QStringLiteral("raceKind"));
    kind_->setAccessibleName(tr("What races"));
    kind_->setToolTip(
        tr("Samplers against each other, one sampler with fewer and fewer steps, or one with more and more "
           "guidance: always from the same noise"));
    pictures_->setObjectName(QStringLiteral("racePictures"));
    pictures_->setAccessibleName(tr("Pictures of each racer"));
    pictures_->setToolTip(tr("How many pictures each racer draws; the distance is over all of them"));
    pictures_->setCurrent(QStringLiteral("4"));
    steps_->setObjectName(QStringLiteral("raceSteps"));
    steps_->setToolTip(tr("Numbers of steps, up to eight, commas between; the sampler is the one chosen below"));
    steps_->setAccessibleName(tr("Numbers of steps"));
    guidance_->setObjectName(QStringLiteral("raceGuidance"));
    guidance_->setAccessibleName(tr("Strengths of guidance"));
    guidance_->setToolTip(
        tr("Strengths of classifier-free guidance, up to eight, commas between; 1 is none, 0 asks without "
           "a class"));
    connect(table_, &RaceTable::racerChosen, this, &RacePanel::racerChosen);
    for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{copy_, csv_, sheet_})
        button->setEnabled(false);
    copy_->setObjectName(QStringLiteral("raceCopy"));
    copy_->setToolTip(tr("Copy the table, tabs between its columns"));
    csv_->setObjectName(QStringLiteral("raceCsv"));
    csv_->setToolTip(tr("Write the table as a file that spreadsheets read"));
    sheet_->setObjectName(QStringLiteral("raceSheet"));
    sheet_->setToolTip(tr("Write the results as one picture, a row for each racer"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(kind_);
    column->addWidget(samplers_);
    for (const auto& [words, field] : {std::pair{stepsWords_, steps_}, {guidanceWords_, guidance_}}) {
        auto* row = new QHBoxLayout;
        words->setMinimumWidth(64);
        row->addWidget(words);
        row->addWidget(field, 1);
        column->addLayout(row);
        connect(field, &QLineEdit::textChanged, this, &RacePanel::changed);
    }
    auto* row = new QHBoxLayout;
    auto* words = new QLabel(tr("Pictures"));
    words->setMinimumWidth(64);
    row->addWidget(words);
    row->addWidget(pictures_, 1);
    column->addLayout(row);
    column->addWidget(estimate_);
    column->addWidget(table_);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    for (QWidget* button : std::initializer_list<QWidget*>{copy_, csv_, sheet_})
        buttons->addWidget(button, 1);
    column->addLayout(buttons);
    judge_->setObjectName(QStringLiteral("raceJudge"));
    judge_->setToolTip(
        tr("Which class does the network take each picture for? The one for which it tells the noise on it "
           "best. Shows what guidance is good for."));
    judgeWords_->setObjectName(QStringLiteral("raceJudgeWords"));
    auto* judging = new QHBoxLayout;
    judging->setSpacing(8);
    judging->addWidget(judge_);
    judging->addWidget(judgeWords_, 1);
    column->addLayout(judging);
    connect(judge_, &QAbstractButton::clicked, this, &RacePanel::judgeRequested);
    connect(kind_, &SegmentedControl::currentChanged, this, &RacePanel::showKind);
    connect(pictures_, &SegmentedControl::currentChanged, this, &RacePanel::changed);
    connect(copy_, &QAbstractButton::clicked, this, &RacePanel::copyRequested);
    connect(csv_, &QAbstractButton::clicked, this, &RacePanel::csvRequested);
    connect(sheet_, &QAbstractButton::clicked, this, &RacePanel::sheetRequested);
    showKind();
}

QWidget* RacePanel::buildSamplers()
{
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    for (int k = 0; k < int(std::size(kUsual)); ++k) {
        Row row{new QLabel(racerLetter(k)), new QComboBox, new QSpinBox};
        row.sampler->addItem(tr("no racer"), QString());
        for (const CatalogEntry& entry : diffuscope::samplers())
            row.sampler->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.id));
        row.sampler->setCurrentIndex(std::max(0, row.sampler->findData(QLatin1String(kUsual[k].sampler))));
        row.sampler->setObjectName(QStringLiteral("racerSampler") + racerLetter(k));
        row.sampler->setAccessibleName(tr("Sampler of racer %1").arg(racerLetter(k)));
        row.sampler->setToolTip(tr("The racer's sampler, with its usual settings"));
        row.steps->setRange(1, kMostSteps);
        row.steps->setValue(kUsual[k].steps);
        row.steps->setObjectName(QStringLiteral("racerSteps") + racerLetter(k));
        row.steps->setAccessibleName(tr("Steps of racer %1").arg(racerLetter(k)));
        row.steps->setToolTip(tr("The racer's steps"));
        grid->addWidget(row.letter, k, 0);
        grid->addWidget(row.sampler, k, 1);
        grid->addWidget(row.steps, k, 2);
        grid->setColumnStretch(1, 1);
        connect(row.sampler, &QComboBox::currentIndexChanged, this, [this] {
            showRows();
            Q_EMIT changed();
        });
        connect(row.steps, &QSpinBox::valueChanged, this, &RacePanel::changed);
        rows_.push_back(row);
    }
    return page;
}

// Those who race, and room for one more.
void RacePanel::showRows()
{
    int used = 0;
    for (int k = 0; k < int(rows_.size()); ++k)
        if (!rows_[std::size_t(k)].sampler->currentData().toString().isEmpty())
            used = k + 1;
    for (int k = 0; k < int(rows_.size()); ++k)
        for (QWidget* part : std::initializer_list<QWidget*>{
                 rows_[std::size_t(k)].letter, rows_[std::size_t(k)].sampler, rows_[std::size_t(k)].steps})
            part->setVisible(k < std::max(kLeastRows, used + 1));
}

void RacePanel::setModel(const ModelOpened& model)
{
    guidable_ = model.guidable;
    timesteps_ = int(model.betas.size());
    for (const Row& row : rows_)
        row.steps->setMaximum(std::max(1, timesteps_));
    Q_EMIT changed();
}

void RacePanel::showKind()
{
    const QString kind = kind_->current();
    samplers_->setVisible(kind == QLatin1String("samplers"));
    showRows();
    for (QWidget* part : std::initializer_list<QWidget*>{stepsWords_, steps_})
        part->setVisible(kind == QLatin1String("steps"));
    for (QWidget* part : std::initializer_list<QWidget*>{guidanceWords_, guidance_})
        part->setVisible(kind == QLatin1String("guidance"));
    Q_EMIT changed();
}

int RacePanel::pictures() const { return pictures_->current().toInt(); }

std::vector<double> RacePanel::numbersIn(const QLineEdit* field, bool& valid) const
{
    static const QRegularExpression between(QStringLiteral("[,;\\s]+"));
    std::vector<double> numbers;
    valid = true;
    for (const QString& part : field->text().split(between, Qt::SkipEmptyParts)) {
        bool isNumber = false;
        numbers.push_back(part.toDouble(&isNumber));
        valid = valid && isNumber && std::isfinite(numbers.back());
    }
    return numbers;
}

QString RacePanel::problem() const
{
    const QString kind = kind_->current();
    if (kind == QLatin1String("samplers"))
        return changes().empty() ? tr("Choose at least two racers") : QString();
    if (kind == QLatin1String("guidance") && !guidable_)
        return tr("This model was not trained for guidance");
    const bool steps = kind == QLatin1String("steps");
    bool valid = false;
    const std::vector<double> numbers = numbersIn(steps ? steps_ : guidance_, valid);
    if (!valid)
        return tr("Type numbers with commas between");
    if (numbers.size() < 2 || int(numbers.size()) > kMost)
        return tr("Two to %1 racers").arg(kMost);
    for (const double number : numbers) {
        if (steps && (number < 1 || number > timesteps_ || number != std::floor(number)))
            return tr("Steps are whole numbers from 1 to %1").arg(timesteps_);
        if (!steps && (number < 0 || number > kMostGuidance))
            return tr("Guidance goes from 0 to %1").arg(int(kMostGuidance));
    }
    return {};
}

std::vector<SampleChange> RacePanel::changes() const
{
    std::vector<SampleChange> changes;
    const QString kind = kind_->current();
    if (kind == QLatin1String("samplers")) {
        for (const Row& row : rows_) {
            SampleChange change;
            change.sampler = row.sampler->currentData().toString().toStdString();
            change.steps = row.steps->value();
            if (!change.sampler.empty())
                changes.push_back(std::move(change));
        }
        return changes.size() < 2 ? std::vector<SampleChange>() : changes;
    }
    if (!problem().isEmpty())
        return {};
    const bool steps = kind == QLatin1String("steps");
    bool valid = false;
    for (const double number : numbersIn(steps ? steps_ : guidance_, valid)) {
        SampleChange change;
        if (steps)
            change.steps = int(number);
        else
            change.guidanceScale = number;
        changes.push_back(std::move(change));
    }
    return changes;
}

void RacePanel::setEstimate(const QString& words) { estimate_->setWords(words); }

void RacePanel::setRace(const Race& race)
{
    const bool over = race.reference().has_value();
    table_->setRace(race);
    for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{copy_, csv_, sheet_}) {
        button->setEnabled(over);
        setReason(button, over ? QString() : tr("After the race"));
    }
}

void RacePanel::setJudge(const QString& words, const QString& reason, bool running)
{
    judge_->setText(running ? tr("Stop") : tr("Judge"));
    judge_->setEnabled(running || reason.isEmpty());
    setReason(judge_, running ? QString() : reason);
    judgeWords_->setWords(words);
}

namespace {

QString raceKindOf(const std::vector<SampleChange>& changes)
{
    const auto each = [&](const auto& is) { return std::all_of(changes.begin(), changes.end(), is); };
    const bool plain = each([](const SampleChange& change) {
        return !change.seed && change.classes.empty() && change.params.empty() && !change.strength;
    });
    if (!plain || changes.size() < 2 || changes.size() > std::size_t(RacePanel::kMost))
        return {};
    if (each([](const SampleChange& c) { return c.guidanceScale && c.sampler.empty() && !c.steps; }))
        return QStringLiteral("guidance");
    if (each([](const SampleChange& c) { return !c.guidanceScale && c.sampler.empty() && c.steps; }))
        return QStringLiteral("steps");
    return each([](const SampleChange& c) { return !c.guidanceScale; }) ? QStringLiteral("samplers") : QString();
}

} // namespace

bool RacePanel::types(const std::vector<SampleChange>& changes) { return !raceKindOf(changes).isEmpty(); }

// A sheet of the command line may have any number of pictures in a row.
void RacePanel::showPictures(int count)
{
    QList<SegmentedControl::Segment> segments;
    std::vector<int> counts = {1, 4, 8, 16};
    if (std::find(counts.begin(), counts.end(), count) == counts.end())
        counts.insert(std::upper_bound(counts.begin(), counts.end(), count), count);
    for (const int one : counts)
        segments.append({QString::number(one), QString::number(one), {}});
    pictures_->setSegments(segments);
    pictures_->setCurrent(QString::number(count));
}

bool RacePanel::showChanges(const std::vector<SampleChange>& changes, const SampleRequest& base)
{
    const QString kind = raceKindOf(changes);
    if (kind.isEmpty())
        return false;
    QStringList steps, guidance;
    for (const SampleChange& change : changes) {
        steps.append(QString::number(change.steps.value_or(base.steps)));
        guidance.append(QString::number(change.guidanceScale.value_or(base.guidanceScale)));
    }
    kind_->setCurrent(kind);
    if (kind == QLatin1String("steps"))
        steps_->setText(steps.join(QStringLiteral(", ")));
    else if (kind == QLatin1String("guidance"))
        guidance_->setText(guidance.join(QStringLiteral(", ")));
    for (std::size_t k = 0; kind == QLatin1String("samplers") && k < rows_.size(); ++k) {
        const bool races = k < changes.size();
        const std::string& own = races && !changes[k].sampler.empty() ? changes[k].sampler : base.sampler;
        rows_[k].sampler->setCurrentIndex(races ? std::max(0, rows_[k].sampler->findData(QString::fromStdString(own)))
                                                : 0);
        if (races)
            rows_[k].steps->setValue(changes[k].steps.value_or(base.steps));
    }
    showPictures(base.count);
    showKind();
    return true;
}

} // namespace diffuscope::ui
