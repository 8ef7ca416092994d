#include "ui/reverse/edit/edit_strip.h"

#include "ui/reverse/edit/edit_ladder.h"
#include "ui/reverse/edit/round_trip_chart.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/image/picture_paint.h"

#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kResultsHeight = 200, kResultsFolded = 110, kResultsStarts = 64;
constexpr int kResultsFilm = 240, kTripHeight = 124; // with a film below
} // namespace

EditStrip::EditStrip(QWidget* parent)
    : Surface(Tone::Surface, Qt::TopEdge, parent), ladder_(new EditLadder(this)), results_(new ContactSheetView(this)),
      guess_(new PredictionStrip(this)), trip_(new RoundTripChart(this)), title_(new NumberLabel(12, 600, this)),
      about_(new WrappedLabel("secondary", this))
{
    setObjectName(QStringLiteral("editStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    results_->setObjectName(QStringLiteral("editResults"));
    results_->setAccessibleName(tr("Results"));
    results_->setSelectable(true);
    results_->setMinimumSize(1, 1);
    about_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    connect(results_, &ContactSheetView::selectionChanged, this, &EditStrip::picked);
    guess_->setObjectName(QStringLiteral("editGuess"));
    guess_->setFolded(true);
    for (AxisChart* chart : std::initializer_list<AxisChart*>{ladder_, guess_, trip_})
        connect(chart, &AxisChart::stepPicked, this, &EditStrip::picks);
    arrange();
}

QSize EditStrip::sizeHint() const
{
    return {600, folded_ ? kResultsFolded : film_.kind == EditFilm::Kind::None ? kResultsHeight : kResultsFilm};
}

int EditStrip::filmHeight() const
{
    if (folded_ || film_.kind == EditFilm::Kind::None)
        return 0;
    return film_.kind == EditFilm::Kind::Guess ? guess_->sizeHint().height() : kTripHeight;
}

void EditStrip::setFilm(const EditFilm& film)
{
    const bool same =
        film.kind == film_.kind && film.job == film_.job && film.run == film_.run && film.picture == film_.picture;
    const bool sameHeight = film.kind == film_.kind;
    film_ = film;
    const bool guess = film.kind == EditFilm::Kind::Guess, trip = film.kind == EditFilm::Kind::RoundTrip;
    if (same) {
        if (guess)
            guess_->refresh();
        if (trip)
            trip_->refresh();
        return;
    }
    guess_->setTrajectory(guess ? film.run : nullptr, film.picture);
    trip_->setRun(trip ? film.run : nullptr);
    if (!sameHeight)
        updateGeometry();
    arrange();
    update();
}

void EditStrip::setFolded(bool folded)
{
    if (folded == folded_)
        return;
    folded_ = folded;
    updateGeometry();
    arrange();
}

void EditStrip::alignToTrack(int left, int width)
{
    left_ = left;
    width_ = width;
    for (AxisChart* chart : std::initializer_list<AxisChart*>{ladder_, guess_, trip_})
        chart->alignToTrack(left, width);
    arrange();
}

void EditStrip::setStep(int step)
{
    step_ = step;
    showStep();
}

void EditStrip::setAxis(int totalSteps)
{
    axis_ = std::max(1, totalSteps);
    showStep();
}

void EditStrip::showStep()
{
    const int step = int(std::lround(double(step_) * ranAxis_ / axis_));
    for (AxisChart* chart : std::initializer_list<AxisChart*>{ladder_, guess_, trip_})
        chart->setStep(step);
}

void EditStrip::picks(int step) { Q_EMIT stepPicked(int(std::lround(double(step) * axis_ / ranAxis_))); }

void EditStrip::setSelected(int item)
{
    ladder_->setSelected(item);
    const QSignalBlocker quiet(results_);
    results_->setSelected(item);
}

void EditStrip::setResults(const EditResults& results)
{
    onAxis_ = results.onAxis;
    ladder_->setResults(results);
    title_->setText(results.title);
    about_->setWords(results.about);
    hint_ = results.items.empty() ? results.hint : QString();
    ranAxis_ = std::max(1, results.totalSteps);
    showStep();
    std::vector<Image> ends, starts;
    QStringList names, shortNames;
    for (const EditItem& item : results.items) {
        ends.push_back(item.result);
        names.append(item.name);
        shortNames.append(item.label);
        if (!item.start.empty())
            starts.push_back(item.start);
    }
    if (starts.size() != ends.size())
        starts.clear();
    starts_.resize(starts.size());
    startsOf_.resize(starts.size());
    for (std::size_t k = 0; k < starts.size(); ++k)
        if (starts_[k].isNull() || startsOf_[k].values != starts[k].values) { // they stay while a walk goes on
            starts_[k] = toQImage(starts[k], results.items[k].startRange);
            startsOf_[k] = std::move(starts[k]);
        }
    const QSignalBlocker quiet(results_);
    results_->setImages(ends);
    results_->setExpectedCount(int(ends.size()));
    results_->setNames(names, shortNames);
    arrange();
    update();
}

void EditStrip::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

void EditStrip::arrange()
{
    ladder_->setVisible(onAxis_);
    ladder_->setGeometry(rect());
    for (QWidget* part : std::initializer_list<QWidget*>{results_, title_, about_})
        part->setVisible(!onAxis_);
    results_->setVisible(!onAxis_ && hint_.isEmpty());
    const int film = filmHeight();
    guess_->setVisible(film > 0 && film_.kind == EditFilm::Kind::Guess);
    trip_->setVisible(film > 0 && film_.kind == EditFilm::Kind::RoundTrip);
    for (QWidget* chart : std::initializer_list<QWidget*>{guess_, trip_})
        chart->setGeometry(0, height() - film, width(), film);
    const int words = std::max(80, left_ - 32), below = film > 0 ? film : showsStarts() ? kResultsStarts : 0;
    title_->setGeometry(16, 8, words, 20);
    about_->setGeometry(16, 30, words, std::max(0, height() - 36 - film));
    results_->setGeometry(left_, 8, width_, std::max(24, height() - 14 - below));
}

void EditStrip::paintEvent(QPaintEvent* event)
{
    Surface::paintEvent(event);
    if (!onAxis_ && !hint_.isEmpty()) {
        QPainter painter(this);
        painter.setFont(textFont(12));
        painter.setPen(paletteOf(this).text3);
        painter.drawText(results_->geometry(), Qt::AlignCenter | Qt::TextWordWrap, hint_);
    }
    if (!showsStarts() || results_->columns() < int(starts_.size()))
        return;
    QPainter painter(this);
    const int top = results_->geometry().bottom() + 3, most = height() - top - 8;
    for (std::size_t k = 0; k < starts_.size(); ++k) {
        const QRect above = results_->cellRect(int(k)).translated(results_->pos());
        const int side = std::min(most, above.width());
        drawPicture(painter, starts_[k],
                    wholePlace(painter, starts_[k].size(), QRect(above.center().x() - side / 2, top, side, side)));
    }
}

} // namespace diffuscope::ui
