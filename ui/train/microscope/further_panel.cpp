#include "ui/train/microscope/further_panel.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr std::array kShownAfter = {0, 10, 30, 100};
constexpr int kFurtherBottom = 18;

QString afterName(int step) { return step == 0 ? FurtherPanel::tr("now") : QStringLiteral("+%1").arg(step); }

} // namespace

FurtherChart::FurtherChart(MicroscopeState& state, QWidget* parent)
    : Chart(tr("Error of this picture after further steps"), parent), state_(state)
{
    setObjectName(QStringLiteral("furtherChart"));
    setMouseTracking(true);
    setFixedHeight(84);
    connect(&state_, &MicroscopeState::furtherChanged, this, [this] {
        most_ = 0;
        for (const FurtherStep& point : state_.further().points)
            if (std::isfinite(point.error))
                most_ = std::max(most_, point.error);
        Q_EMIT numbersChanged();
        update();
    });
}

ChartTable FurtherChart::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("steps further")}, {tr("error"), {}, 5}};
    table.rows = qsizetype(state_.further().points.size());
    table.now = table.rows - 1;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const FurtherStep& point = state_.further().points[std::size_t(row)];
        return column == 0 ? QVariant(qlonglong(point.done)) : QVariant(point.error);
    };
    return table;
}

QPointF FurtherChart::placeOf(int step, double error) const
{
    const QRectF box = QRectF(rect()).adjusted(6, 8, -6, -kFurtherBottom - 4);
    const int total = std::max(1, state_.further().total);
    return {box.left() + box.width() * step / total, box.bottom() - box.height() * error / std::max(1e-9, most_)};
}

void FurtherChart::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBox(painter, QRectF(rect()).adjusted(0, 0, 0, -kFurtherBottom), 4, p.canvas, p.line2);
    const auto& points = state_.further().points;
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    const QRectF below(6, height() - kFurtherBottom + 2, width() - 12, 16);
    painter.drawText(below, Qt::AlignLeft, tr("now"));
    painter.drawText(below, Qt::AlignRight, tr("%1 more").arg(MicroscopeState::kFurther));
    if (points.empty())
        return painter.drawText(QRectF(rect()).adjusted(8, 0, -8, -kFurtherBottom), Qt::AlignCenter | Qt::TextWordWrap,
                                tr("The same picture, t and noise after each step"));
    QPainterPath path;
    bool begun = false;
    for (const FurtherStep& point : points) {
        if (!std::isfinite(point.error))
            continue;
        const QPointF at = placeOf(point.done, point.error);
        begun ? path.lineTo(at) : path.moveTo(at);
        begun = true;
    }
    painter.strokePath(path, QPen(p.error.graphic, 2));
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.error.graphic);
    for (const int after : kShownAfter)
        if (after < int(points.size()))
            painter.drawEllipse(placeOf(after, points[std::size_t(after)].error), 3.5, 3.5);
    painter.setFont(textFont(12, 600));
    painter.setPen(p.error.text);
    const QRectF inside = QRectF(rect()).adjusted(12, 4, -10, -kFurtherBottom - 2);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignTop, errorText(points.front().error));
    const auto& shown = looked_ >= 0 && looked_ < int(points.size()) ? points[std::size_t(looked_)] : points.back();
    if (shown.done > 0)
        painter.drawText(inside, Qt::AlignRight | Qt::AlignTop,
                         QStringLiteral("+%1: %2").arg(shown.done).arg(errorText(shown.error)));
    if (looked_ >= 0)
        painter.fillRect(QRectF(placeOf(shown.done, 0).x() - 0.5, 4, 1, height() - kFurtherBottom - 8), p.text1);
}

void FurtherChart::mouseMoveEvent(QMouseEvent* event)
{
    const int count = int(state_.further().points.size());
    const double share = (event->position().x() - 6) / std::max(1, width() - 12);
    const int at = int(std::lround(share * std::max(1, state_.further().total)));
    const int wanted = count > 0 ? std::clamp(at, 0, count - 1) : -1;
    if (wanted == looked_)
        return;
    looked_ = wanted;
    update();
    Q_EMIT looked(looked_);
}

void FurtherChart::leaveEvent(QEvent* event)
{
    Chart::leaveEvent(event);
    looked_ = -1;
    update();
    Q_EMIT looked(-1);
}

FurtherPanel::FurtherPanel(MicroscopeState& state, QWidget* parent)
    : QWidget(parent), state_(state), chart_(new FurtherChart(state)),
      button_(new Button(tr("Do %1 more").arg(MicroscopeState::kFurther), QStringLiteral("play"))),
      words_(new WrappedLabel("caption"))
{
    button_->setObjectName(QStringLiteral("goFurther"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(chart_);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* link = new ViewLink(this);
    for (std::size_t k = 0; k < kShownAfter.size(); ++k) {
        auto* view = new ImageView(Concept::Error);
        view->setObjectName(QStringLiteral("further%1").arg(kShownAfter[k]));
        view->setRole(QStringLiteral("train/error"), {DisplayScale::Colours::Magnitude, 0, -1});
        view->setSymbol({}, afterName(kShownAfter[k]));
        view->setLink(link);
        view->setMinimumWidth(48);
        view->setFixedHeight(98);
        row->addWidget(view, 1);
        pictures_.append(view);
    }
    column->addLayout(row);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(10);
    bottom->addWidget(button_);
    bottom->addWidget(words_, 1);
    column->addLayout(bottom);
    words_->setWords(tr("same picture, t and noise"));
    connect(chart_, &FurtherChart::looked, this, [this](int step) {
        looked_ = step;
        showPictures();
    });
    connect(&state_, &MicroscopeState::furtherChanged, this, &FurtherPanel::showFurther);
    connect(&state_, &MicroscopeState::stepChanged, this, &FurtherPanel::showFurther);
    showFurther();
}

void FurtherPanel::showFurther()
{
    const MicroscopeState::Further& further = state_.further();
    const int done = further.points.empty() ? 0 : further.points.back().done;
    if (!further.points.empty() && !further.running && !state_.furtherIsOfThis())
        words_->setWords(tr("of another picture, t or noise"));
    else if (!further.running && done > 0 && done < further.total)
        words_->setWords(tr("stopped after %1 steps").arg(done));
    else
        words_->setWords(tr("same picture, t and noise"));
    showPictures();
}

// The last of the four also shows the one that the pointer chooses.
void FurtherPanel::showPictures()
{
    const auto& points = state_.further().points;
    for (int k = 0; k < pictures_.size(); ++k) {
        const bool chosen = looked_ >= 0 && k + 1 == pictures_.size();
        const int after = chosen ? looked_ : kShownAfter[std::size_t(k)];
        pictures_[k]->setSymbol({}, afterName(after));
        if (after < int(points.size()))
            pictures_[k]->setImage(points[std::size_t(after)].difference);
        else
            pictures_[k]->clear();
    }
}

} // namespace diffuscope::ui
