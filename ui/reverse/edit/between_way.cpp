#include "ui/reverse/edit/between_way.h"

#include "ui/reverse/edit/invert_way.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/form/segmented_control.h"

#include <QGridLayout>
#include <QLabel>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kFilmEvery = 220; // ms a blend
constexpr int kSeedsBelow = 100'000;

SegmentedControl* endControl(const QString& name, const QString& words)
{
    auto* control = new SegmentedControl(
        {{QStringLiteral("seed"), EditWay::tr("Seed"), {}}, {QStringLiteral("picture"), EditWay::tr("Picture"), {}}});
    control->setObjectName(name);
    control->setAccessibleName(words);
    return control;
}

} // namespace

BetweenWay::BetweenWay(const EditSources& sources, QObject* parent)
    : EditWay(sources, parent), first_(endControl(QStringLiteral("editEndA"), tr("What A is"))),
      second_(endControl(QStringLiteral("editEndB"), tr("What B is"))),
      path_(new SegmentedControl(
          {{QStringLiteral("turn"), tr("Turn"), {}}, {QStringLiteral("straight"), tr("Straight"), {}}})),
      count_(new QSpinBox), seedA_(new SeedField(1001)), seedB_(new SeedField(2002)), film_(buildFilm())
{
    setPanel(buildPanel());
    for (SegmentedControl* control : {first_, second_, path_})
        connect(control, &SegmentedControl::currentChanged, this, [this] {
            seedA_->setVisible(first_->current() == QLatin1String("seed"));
            seedB_->setVisible(second_->current() == QLatin1String("seed"));
            Q_EMIT changed();
        });
    connect(count_, &QSpinBox::valueChanged, this, &EditWay::changed);
    for (SeedField* field : {seedA_, seedB_})
        connect(field, &SeedField::valueChanged, this, [this] { Q_EMIT changed(); });
    timer_.setInterval(kFilmEvery);
    connect(&timer_, &QTimer::timeout, this, &BetweenWay::advance);
}

QWidget* BetweenWay::buildPanel()
{
    auto* panel = new QWidget;
    auto* grid = new QGridLayout(panel);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    grid->setColumnStretch(2, 1);
    const auto addEnd = [grid](int row, const QString& letter, SegmentedControl* kind, SeedField* seed) {
        auto* words = new QLabel(letter);
        words->setProperty("role", "field");
        grid->addWidget(words, row, 0);
        grid->addWidget(kind, row, 1);
        grid->addWidget(seed, row, 2);
        seed->setAccessibleName(BetweenWay::tr("Seed of %1").arg(letter));
    };
    addEnd(0, QStringLiteral("A"), first_, seedA_);
    addEnd(1, QStringLiteral("B"), second_, seedB_);
    seedA_->setObjectName(QStringLiteral("editSeedA"));
    seedB_->setObjectName(QStringLiteral("editSeedB"));
    count_->setObjectName(QStringLiteral("editBlends"));
    count_->setRange(2, kMostBlends);
    count_->setValue(kUsualBlends);
    count_->setAccessibleName(tr("Blends"));
    count_->setToolTip(tr("Pictures from A to B, both ends counted"));
    path_->setObjectName(QStringLiteral("editPath"));
    path_->setAccessibleName(tr("Way from one noise to the other"));
    path_->setToolTip(
        tr("Turn: on the great circle, where noise keeps its length (slerp). Straight: on the line, where "
           "half way hardly 0.7 of it is left, and the network has never seen such noise."));
    auto* blends = new QLabel(tr("Blends"));
    auto* path = new QLabel(tr("Path"));
    for (QLabel* words : {blends, path})
        words->setProperty("role", "field");
    grid->addWidget(blends, 2, 0);
    grid->addWidget(count_, 2, 1);
    grid->addWidget(path, 3, 0);
    grid->addWidget(path_, 3, 1, 1, 2);
    return panel;
}

QWidget* BetweenWay::buildFilm()
{
    auto* film = new QWidget;
    slider_ = new QSlider(Qt::Horizontal);
    slider_->setObjectName(QStringLiteral("editFilm"));
    slider_->setAccessibleName(tr("From A to B"));
    slider_->setRange(0, 0);
    play_ = new IconButton(QStringLiteral("play"), tr("Play from A to B and back"));
    play_->setObjectName(QStringLiteral("editPlay"));
    play_->setCheckable(true);
    auto* row = new QHBoxLayout(film);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(play_);
    row->addWidget(new QLabel(QStringLiteral("A")));
    row->addWidget(slider_, 1);
    row->addWidget(new QLabel(QStringLiteral("B")));
    connect(slider_, &QSlider::valueChanged, this, &EditWay::pictureWanted);
    connect(play_, &QAbstractButton::toggled, this, [this](bool on) {
        play_->setIconName(on ? QStringLiteral("pause") : QStringLiteral("play"));
        on ? timer_.start() : timer_.stop();
    });
    return film;
}

// There and back again, for ever.
void BetweenWay::advance()
{
    if (!film_ || !film_->isVisible() || slider_->maximum() < 1)
        return play_->setChecked(false);
    if (slider_->value() >= slider_->maximum())
        back_ = true;
    else if (slider_->value() <= 0)
        back_ = false;
    slider_->setValue(slider_->value() + (back_ ? -1 : 1));
}

QWidget* BetweenWay::belowMiddle() const { return film_; }

int BetweenWay::count() const { return count_->value(); }

bool BetweenWay::startsFromPicture() const { return first_->current() == QLatin1String("picture"); }

bool BetweenWay::startsFromTwo() const { return second_->current() == QLatin1String("picture"); }

QString BetweenWay::problem() const
{
    if (startsFromPicture() && sources().a->isEmpty())
        return tr("Choose or draw the picture A, or make A a seed");
    if (startsFromTwo() && sources().b->isEmpty())
        return tr("Choose the picture B, or make B a seed");
    return {};
}

VariationsRequest BetweenWay::request(const SampleRequest& base) const
{
    VariationsRequest request{base, {SampleChange()}};
    request.base.count = count();
    request.base.seed = seedA_->value();
    Interpolation between;
    between.seed = seedB_->value();
    between.straight = path_->current() == QLatin1String("straight");
    if (startsFromPicture())
        between.a = sources().a->given();
    if (startsFromTwo())
        between.b = sources().b->given();
    if (startsFromPicture() || startsFromTwo())
        walkByInversion(request.base);
    request.base.between = between;
    return request;
}

void BetweenWay::drawSeeds()
{
    for (SeedField* field : {seedA_, seedB_})
        field->setValue(quint64(QRandomGenerator::global()->bounded(kSeedsBelow)));
    Q_EMIT changed();
}

bool BetweenWay::draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const
{
    return request.between && request.count > 1 && !request.between->found && sheet.size() < 2;
}

void BetweenWay::showRequest(const SampleRequest& request, const std::vector<SampleChange>&)
{
    const Interpolation& between = *request.between;
    seedA_->setValue(request.seed);
    seedB_->setValue(between.seed);
    count_->setValue(request.count);
    path_->choose(between.straight ? 1 : 0);
    first_->choose(between.a.given() ? 1 : 0);
    second_->choose(between.b.given() ? 1 : 0);
}

EditResults BetweenWay::results() const
{
    EditResults results;
    results.title = tr("From A to B");
    results.about = tr("The two noises blended, each blend walked back.\nBelow: the noises.");
    results.hint = tr("G blends the two noises and walks each blend back.");
    results.totalSteps = ranTimesteps();
    const int count = run().count() > 0 ? requested().base.count : 0;
    for (int k = 0; k < count; ++k) {
        EditItem item;
        item.start = start(0, k);
        item.startRange = kNoiseRange;
        item.picture = k;
        const int percent = int(std::lround(100.0 * k / (count - 1)));
        item.label = k == 0 ? tr("A") : k == count - 1 ? tr("B") : tr("%1 %").arg(percent);
        if (!item.start.empty()) {
            const auto deviation = [&]() -> std::optional<double> { return statsOf(item.start).standardDeviation; };
            const QString std = number(once(0, k, deviation).value_or(0), 2);
            item.name = tr("%1 % of the way, noise of standard deviation %2").arg(percent).arg(std);
            item.label += tr(", std %1").arg(std);
        }
        item.result = picture(0, k);
        results.items.push_back(std::move(item));
    }
    return results;
}

// As the settings have it: a picture, or what the run has drawn of the very seed that they name.
EditPicture BetweenWay::end(bool second) const
{
    const StartPicture& source = second ? *sources().b : *sources().a;
    const QString letter = second ? tr("B") : tr("A");
    EditPicture one;
    if (second ? startsFromTwo() : startsFromPicture()) {
        one = sourcePicture();
        one.image = source.picture();
        one.words = tr("%1, %2").arg(letter, source.isEmpty() ? tr("a picture") : source.name());
        one.hint = tr("Open, paste or drop a picture");
    } else {
        const quint64 seed = (second ? seedB_ : seedA_)->value();
        const auto& between = requested().base.between;
        const bool drawn = run().count() > 0 && between &&
                           (second ? !between->b.given() && between->seed == seed
                                   : !between->a.given() && requested().base.seed == seed);
        if (drawn)
            one = result(0, second ? requested().base.count - 1 : 0, {});
        one.words = tr("%1, seed %2").arg(letter).arg(seed);
        one.hint = tr("Press G to draw it");
    }
    one.symbol.clear();
    return one;
}

EditScene BetweenWay::scene() const
{
    const int count = run().count() > 0 ? requested().base.count : 0;
    EditScene scene;
    scene.left = end(false);
    scene.right = end(true);
    scene.middle =
        result(0, selected(), tr("%1 % of the way").arg(count > 1 ? std::lround(100.0 * selected() / (count - 1)) : 0));
    if (selected() < 0)
        scene.middle.words = tr("the blend");
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, std::max(0, count - 1));
    slider_->setValue(std::max(0, selected()));
    const auto deviation = [&]() -> std::optional<double> { return statsOf(start(0, selected())).standardDeviation; };
    const bool walked = selected() >= 0 && run().count() > 0 && run().racer(0).run.frames() > 0;
    if (const auto std = walked ? once(0, selected(), deviation) : std::nullopt)
        scene.middle.caption = tr("noise std %1").arg(number(*std, 2));
    return scene;
}

} // namespace diffuscope::ui
