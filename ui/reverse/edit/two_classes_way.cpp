#include "ui/reverse/edit/two_classes_way.h"

#include "core/session/walk_plan.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>
#include <numeric>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kJudgeDraws = 8;
} // namespace

QLabel* TwoClassesWay::fieldWords(const QString& text)
{
    auto* words = new QLabel(text);
    words->setProperty("role", "field");
    return words;
}

QString TwoClassesWay::reason() const
{
    return model() && model()->classes > 1 ? QString() : tr("Needs a model that was trained with classes");
}

QString TwoClassesWay::verb() const { return tr("Try %1").arg(tries_->value()); }

// Rows 0 to 2: the classes, and how many pictures are tried.
QGridLayout* TwoClassesWay::buildClasses(const QString& first, const QString& second, const QString& name)
{
    auto* panel = new QWidget;
    auto* grid = new QGridLayout(panel);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    grid->setColumnStretch(1, 1);
    first_ = new QComboBox;
    second_ = new QComboBox;
    int row = 0;
    for (const auto& [words, combo, which] :
         {std::tuple{first, first_, "First"}, std::tuple{second, second_, "Second"}}) {
        combo->setObjectName(name + QLatin1String(which));
        combo->setAccessibleName(words);
        combo->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        grid->addWidget(fieldWords(words), row, 0);
        grid->addWidget(combo, row++, 1);
        connect(combo, &QComboBox::currentIndexChanged, this, &EditWay::changed);
    }
    tries_ = new QSpinBox;
    tries_->setObjectName(name + QStringLiteral("Tries"));
    tries_->setAccessibleName(tr("Tries"));
    tries_->setRange(1, kMostTries);
    tries_->setValue(kTries);
    tries_->setToolTip(tr("Pictures, each from a noise of its own. Afterwards the network itself judges which class "
                          "explains each of them best, in either way of looking at it"));
    grid->addWidget(fieldWords(tr("Tries")), row, 0);
    grid->addWidget(tries_, row, 1);
    connect(tries_, &QSpinBox::valueChanged, this, &EditWay::changed);
    setPanel(panel);
    return grid;
}

void TwoClassesWay::modelChanged()
{
    const int classes = model() ? model()->classes : 0;
    for (QComboBox* combo : {first_, second_}) {
        const QSignalBlocker quiet(combo);
        const int kept = combo->currentIndex();
        combo->clear();
        for (int k = 0; k < classes; ++k)
            combo->addItem(className(k), k);
        combo->setCurrentIndex(kept >= 0 && kept < classes ? kept : combo == second_ ? classes - 1 : 0);
    }
}

VariationsRequest TwoClassesWay::request(const SampleRequest& base) const
{
    VariationsRequest request{base, {SampleChange()}};
    request.base.count = tries_->value();
    request.base.classes = {std::max(0, first_->currentIndex())};
    request.base.second = reading();
    request.base.second->label = std::max(0, second_->currentIndex());
    return request;
}

bool TwoClassesWay::draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const
{
    return request.second && takes(*request.second) && sheet.size() < 2;
}

void TwoClassesWay::showRequest(const SampleRequest& request, const std::vector<SampleChange>&)
{
    showReading(*request.second);
    first_->setCurrentIndex(request.classes.empty() ? 0 : request.classes.front());
    second_->setCurrentIndex(request.second->label);
    tries_->setValue(request.count);
}

void TwoClassesWay::begin(const VariationsStarted& started, const VariationsRequest& request, const Image& from)
{
    EditWay::begin(started, request, from);
    judged_.reset();
    order_.resize(std::size_t(request.base.count));
    std::iota(order_.begin(), order_.end(), 0);
}

std::optional<JudgingRequest> TwoClassesWay::judgement() const
{
    if (run().count() == 0 || !run().racer(0).ended || !requested().base.second)
        return std::nullopt;
    JudgingRequest request;
    request.model = requested().base.model;
    request.weightsHash = run().recipe().weightsHash;
    request.draws = kJudgeDraws;
    const SharedImages images = run().racer(0).images; // looked at where they are judged
    request.pictures = {2 * images.size(), [images, both = looks(*requested().base.second)](std::size_t k) {
                            const bool second = k >= images.size();
                            return (second ? both.second : both.first)(images[second ? k - images.size() : k]);
                        }};
    return request;
}

int TwoClassesWay::judgeCalls() const
{
    return model() ? judgingCalls(*model(), 2 * std::size_t(tries_->value()), kJudgeDraws) : 0;
}

double TwoClassesWay::judgingWork() const { return model() ? 2.0 * kJudgeDraws * model()->classes : 0; }

void TwoClassesWay::setJudged(const PicturesJudged& judged)
{
    if (judged.cancelled || judged.errors.size() != 2 * order_.size())
        return;
    const int shown = shownPicture();
    judged_ = judged;
    const auto passes = [this](int picture) { return int(reads(picture, false)) + int(reads(picture, true)); };
    std::stable_sort(order_.begin(), order_.end(), [&](int a, int b) {
        const int first = passes(a), second = passes(b);
        return first != second ? first > second : margin(a) > margin(b);
    });
    // Who has chosen one goes on seeing it; else the best is shown.
    const auto place = std::find(order_.begin(), order_.end(), shown);
    select(selected() > 0 && place != order_.end() ? int(place - order_.begin()) : 0);
}

std::size_t TwoClassesWay::row(int picture, bool second) const
{
    return std::size_t(picture) + (second ? order_.size() : 0);
}

bool TwoClassesWay::reads(int picture, bool second) const
{
    const int wanted = second ? requested().base.second->label : requested().base.classes.front();
    return judged_ && judged_->labels[row(picture, second)] == wanted;
}

// How much worse the best other class explains it: of the two ways, the one where that is less.
double TwoClassesWay::margin(int picture) const
{
    double least = 1e300;
    for (const bool second : {false, true}) {
        const std::vector<double>& errors = judged_->errors[row(picture, second)];
        const auto wanted = std::size_t(second ? requested().base.second->label : requested().base.classes.front());
        double other = 1e300;
        for (std::size_t k = 0; k < errors.size(); ++k)
            other = k == wanted ? other : std::min(other, errors[k]);
        least = std::min(least, wanted < errors.size() ? other - errors[wanted] : 0);
    }
    return least;
}

int TwoClassesWay::passed() const
{
    return int(std::count_if(order_.begin(), order_.end(),
                             [this](int picture) { return reads(picture, false) && reads(picture, true); }));
}

QString TwoClassesWay::firstName() const
{
    const bool begun = run().count() > 0 && !requested().base.classes.empty();
    return begun ? ranClassName(requested().base.classes.front()) : first_->currentText();
}

QString TwoClassesWay::secondName() const
{
    const bool begun = run().count() > 0 && requested().base.second;
    return begun ? ranClassName(requested().base.second->label) : second_->currentText();
}

SecondReading TwoClassesWay::shownReading() const
{
    return run().count() > 0 && requested().base.second ? *requested().base.second : reading();
}

int TwoClassesWay::shownPicture() const
{
    return selected() >= 0 && selected() < int(order_.size()) ? order_[std::size_t(selected())] : -1;
}

QString TwoClassesWay::verdict(int picture, bool second) const
{
    if (!judged_ || picture < 0 || picture >= int(order_.size()))
        return {};
    return tr("read as %1").arg(ranClassName(judged_->labels[row(picture, second)]));
}

EditResults TwoClassesWay::results() const
{
    EditResults all = onePerSeed(tr("Tries"), tr("The same two classes, each from a noise of its own."));
    all.hint = tr("G draws them; the network itself then judges which ones read both ways.");
    if (!judged_ || all.items.size() != order_.size())
        return all;
    all.about = tr("Best first. The network itself judges: which class explains the picture best, either way.\n"
                   "%1 of %2 read both ways.")
                    .arg(passed())
                    .arg(order_.size());
    EditResults sorted = all;
    for (std::size_t k = 0; k < order_.size(); ++k) {
        const int picture = order_[k];
        EditItem& item = sorted.items[k] = all.items[std::size_t(picture)];
        const QString first = ranClassName(judged_->labels[row(picture, false)]),
                      second = ranClassName(judged_->labels[row(picture, true)]);
        item.label = tr("%1 | %2").arg(first, second);
        item.name = tr("%1: read as %2 and as %3").arg(item.name, first, second);
    }
    return sorted;
}

} // namespace diffuscope::ui
