#include "ui/reverse/race/race_page.h"

#include "ui/reverse/race/distance_chart.h"
#include "ui/style/paint_kit.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/image/view_link.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kLaneMargin = 20, kLaneGap = 12, kLaneHead = 34, kLaneViewHead = 26, kLaneFrame = 5, kLaneProgress = 34,
              kLaneGuess = 64, kLaneFoot = 102;
} // namespace

RacePage::RacePage(QWidget* parent) : Surface(Tone::Canvas, {}, parent), link_(new ViewLink(this))
{
    setObjectName(QStringLiteral("racePage"));
    setMinimumSize(480, 240);
}

void RacePage::setHint(const QString& hint)
{
    hint_ = hint;
    update();
}

void RacePage::setRace(const Race* race)
{
    race_ = race;
    const int wanted = race ? race->count() : 0;
    while (int(lanes_.size()) > wanted) {
        delete lanes_.back().state;
        delete lanes_.back().guess;
        lanes_.pop_back();
    }
    while (int(lanes_.size()) < wanted) {
        const QString letter = racerLetter(int(lanes_.size()));
        Lane lane{new ImageView(Concept::State, this), new ImageView(Concept::Prediction, this), {}, {}};
        lane.state->setObjectName(QStringLiteral("racer") + letter);
        lane.guess->setObjectName(QStringLiteral("racerGuess") + letter);
        lane.state->setSymbol(QStringLiteral("x_t"), {});
        lane.guess->setSymbol(QStringLiteral("\\hat{x}_0"), tr("guess"));
        for (ImageView* view : {lane.state, lane.guess}) {
            view->setLink(link_);
            view->setMinimumSize(1, 1);
        }
        const int index = int(lanes_.size());
        connect(lane.state, &ImageView::clicked, this, [this, index] { Q_EMIT selected(index); });
        lanes_.push_back(lane);
    }
    frames_.assign(lanes_.size(), -1);
    for (const Lane& lane : lanes_) {
        lane.state->clear();
        lane.guess->clear();
    }
    page_ = std::clamp(page_, 0, std::max(0, pages() - 1));
    arrange();
    Q_EMIT pageChanged();
}

int RacePage::pages() const { return (int(lanes_.size()) + kLanes - 1) / kLanes; }

void RacePage::setPage(int page)
{
    if (page == page_ || page < 0 || page >= pages())
        return;
    page_ = page;
    arrange();
    Q_EMIT pageChanged();
}

void RacePage::showAt(int step, Race::Clock clock, int selected)
{
    if (selected != std::exchange(selected_, selected))
        setPage(selected / kLanes);
    const Image* reference = nullptr;
    Image wanted;
    if (race_ && race_->reference()) {
        const Trajectory& best = race_->racer(*race_->reference()).run;
        wanted = best.state(best.frames() - 1, 0);
        reference = &wanted;
    }
    for (int k = 0; k < int(lanes_.size()); ++k) {
        frames_[std::size_t(k)] = race_->frameAt(k, clock, selected, step);
        if (frames_[std::size_t(k)] >= 0 && shows(k)) // nobody sees the others
            showLane(k, reference);
    }
    update();
}

void RacePage::showLane(int racer, const Image* reference)
{
    Lane& lane = lanes_[std::size_t(racer)];
    const Trajectory& run = race_->racer(racer).run;
    const int frame = frames_[std::size_t(racer)];
    const Image state = run.state(frame, 0);
    if (state.width != side_) {
        side_ = state.width;
        arrange();
    }
    lane.state->setImage(state);
    const int at = run.frame(frame).step;
    lane.state->setSymbol(QStringLiteral("x_t"), at > 0 ? tr("t = %1").arg(at) : tr("done"));
    const auto holder = run.predictionOf(frame);
    lane.numbers.clear();
    if (!holder)
        return lane.guess->clear();
    const Image guess = at > 0 ? run.predictedData(*holder, 0) : state;
    lane.guess->setImage(guess);
    if (!reference)
        return;
    if (const auto difference = differenceOf(guess, *reference); difference.comparable())
        lane.numbers = number(difference.rms, 3);
}

void RacePage::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

int RacePage::shownSide() const
{
    const int lanes = shownLanes();
    const int wide = (width() - 2 * kLaneMargin - (lanes - 1) * kLaneGap) / lanes - 2 * kLaneFrame - 12;
    const int high = height() - kLaneHead - kLaneViewHead - 2 * kLaneFrame - kLaneProgress - kLaneFoot - 16;
    return std::max(wholeSide(std::min({wide, high, 320}), std::max(1, side_), devicePixelRatioF()), 24);
}

void RacePage::arrange()
{
    const int lanes = shownLanes();
    const int side = shownSide(), picture = side + 2 * kLaneFrame;
    const int wide = std::max((width() - 2 * kLaneMargin - (lanes - 1) * kLaneGap) / lanes, picture + 12);
    const int high = kLaneHead + kLaneViewHead + picture + kLaneProgress + kLaneFoot;
    for (int k = 0; k < int(lanes_.size()); ++k) {
        Lane& lane = lanes_[std::size_t(k)];
        lane.state->setVisible(shows(k));
        lane.guess->setVisible(shows(k));
        lane.place = {};
        if (!shows(k))
            continue;
        const int x = kLaneMargin + (k % kLanes) * (wide + kLaneGap);
        lane.place = QRect(x, 8, wide, high);
        lane.state->setGeometry(x + 6, 8 + kLaneHead, picture, kLaneViewHead + picture);
        const int guess = std::min(kLaneGuess, side) + 2 * kLaneFrame;
        lane.guess->setGeometry(x + 6, 8 + kLaneHead + kLaneViewHead + picture + kLaneProgress - 8, guess,
                                kLaneViewHead + guess);
    }
    update();
}

void RacePage::mousePressEvent(QMouseEvent* event)
{
    for (int k = 0; k < int(lanes_.size()); ++k)
        if (lanes_[std::size_t(k)].place.contains(event->position().toPoint()))
            Q_EMIT selected(k);
}

void RacePage::paintEvent(QPaintEvent* event)
{
    Surface::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (lanes_.empty()) {
        painter.setFont(textFont(13));
        painter.setPen(paletteOf(this).text2);
        painter.drawText(rect().adjusted(60, 0, -60, 0), Qt::AlignCenter | Qt::TextWordWrap, hint_);
        return;
    }
    for (int k = 0; k < int(lanes_.size()); ++k)
        if (shows(k))
            drawLane(painter, k);
}

void RacePage::drawLane(QPainter& painter, int index) const
{
    const Palette& p = paletteOf(this);
    const Lane& lane = lanes_[std::size_t(index)];
    const Race::Racer& racer = race_->racer(index);
    const bool chosen = index == selected_;
    if (chosen)
        drawBox(painter, QRectF(lane.place).adjusted(0.5, 0.5, -0.5, -0.5), 8, p.raised, p.text1);
    drawLetter(painter, QPointF(lane.place.left() + 18, lane.place.top() + 18), index, chosen, this);
    painter.setFont(textFont(13, 600));
    painter.setPen(p.text1);
    const QRect title(lane.place.left() + 34, lane.place.top() + 6, lane.place.width() - 42, 24);
    painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(racer.name, Qt::ElideRight, title.width()));
    const QRect state = lane.state->geometry();
    const int steps = std::max(1, racer.run.expected() - 1);
    const int frame = std::max(0, frames_[std::size_t(index)]);
    const QRectF bar(state.left(), state.bottom() + 6, state.width(), 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.line2);
    painter.drawRoundedRect(bar, 2, 2);
    painter.setBrush(p.prediction.graphic);
    painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * frame / steps, 4), 2, 2);
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    const int calls = int(std::lround(double(racer.calls) * frame / steps));
    const QRect words(state.left(), int(bar.bottom()) + 2, state.width(), 16);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, tr("%1 of %2 calls").arg(calls).arg(racer.calls));
    if (racer.seconds > 0 && words.width() > 150)
        painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter,
                         tr("%1 s").arg(number(racer.seconds * frame / steps, 2)));
    if (lane.numbers.isEmpty())
        return;
    const QRect guess = lane.guess->geometry();
    painter.setPen(p.error.text);
    const QFont font = textFont(15, 600);
    NumberLabel::draw(painter, QPointF(guess.right() + 12, guess.bottom() - 34), lane.numbers, font);
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    painter.drawText(QRect(guess.right() + 12, guess.bottom() - 28, lane.place.right() - guess.right() - 16, 30),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, tr("from the longest run"));
}

} // namespace diffuscope::ui
