#include "ui/reverse/sample_canvas.h"

#include "core/recipe/recipe.h"
#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/image/view_link.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kMargin = 24, kTop = 8, kGap = 24, kWords = 26, kFrame = 10, kBetween = 6, kLeastSheet = 180;
} // namespace

SampleCanvas::SampleCanvas(QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), state_(new ImageView(Concept::State, this)),
      prediction_(new ImageView(Concept::Prediction, this)), noise_(new ImageView(Concept::Prediction, this)),
      sheetTitle_(new NumberLabel(12, 600, this)), contactSheet_(new ContactSheetView(this)),
      against_(new AgainstStrip(this))
{
    state_->setObjectName(QStringLiteral("state"));
    prediction_->setObjectName(QStringLiteral("guess"));
    noise_->setObjectName(QStringLiteral("noise"));
    contactSheet_->setObjectName(QStringLiteral("samples"));
    contactSheet_->setSelectable(true);
    contactSheet_->setTopAligned(true);
    against_->hide();
    connect(against_, &AgainstStrip::opened, this, &SampleCanvas::compareRequested);
    state_->setSymbol(QStringLiteral("x_t"), tr("the sample now"));
    prediction_->setSymbol(QStringLiteral("\\hat{x}_0"), tr("where it thinks it is going"));
    noise_->setSymbol(QStringLiteral("\\hat{\\epsilon}"), tr("the noise it sees"));
    setMinimumSize(480, 240);
    state_->setRole(QStringLiteral("reverse/state"));
    prediction_->setRole(QStringLiteral("reverse/guess"));
    noise_->setRole(QStringLiteral("reverse/noise"));
    auto* link = new ViewLink(this);
    for (ImageView* view : {state_, prediction_, noise_})
        view->setLink(link);
    connect(contactSheet_, &ContactSheetView::selectionChanged, this, &SampleCanvas::selectionChanged);
    showEmpty({});
}

void SampleCanvas::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

int SampleCanvas::fitted(int room) const { return std::max(wholeSide(room, side_, devicePixelRatioF()), 16); }

// Three columns with one top edge: the state, what was predicted from it, and all samples.
void SampleCanvas::arrange()
{
    const int wide = width() - 2 * kMargin - 2 * kGap, high = height() - 2 * kTop;
    const int state = fitted(std::min(int(wide * 0.46), high - kWords) - kFrame) + kFrame;
    const int small = fitted(std::min(int(wide * 0.23), (state - kWords - kBetween) / 2) - kFrame) + kFrame;
    const int sheet = std::min(wide - state - small, state);
    const int x = kMargin + std::max(0, (wide - state - small - sheet) / 2);
    const int y = kTop + std::max(0, (high - state - kWords) / 2);
    state_->setGeometry(x, y, state, state + kWords);
    const int second = x + state + kGap;
    prediction_->setGeometry(second, y, small, small + kWords);
    noise_->setGeometry(second, y + state - small, small, small + kWords);
    const int third = second + small + kGap;
    sheetTitle_->setGeometry(third, y, sheet, kWords - 2);
    const int strip = against_->sizeHint().height();
    const bool room = hasAgainst_ && state - strip >= kLeastSheet && sheet >= kLeastSheet;
    contactSheet_->setGeometry(third, y + kWords, sheet, room ? std::min(sheet, state - strip) : sheet);
    against_->setGeometry(third, y + kWords + state - strip, sheet, strip);
    against_->setVisible(room);
}

void SampleCanvas::setWaiting(bool waiting) { state_->setLoading(waiting ? tr("Sampling…") : QString()); }

void SampleCanvas::setExpected(int pictures)
{
    contactSheet_->setImages({});
    contactSheet_->setExpectedCount(pictures);
}

void SampleCanvas::showEmpty(const QString& hint)
{
    state_->clear(hint);
    prediction_->clear();
    noise_->clear();
    for (ImageView* view : {state_, prediction_, noise_})
        view->setCaption({});
    contactSheet_->setImages({});
    sheetTitle_->setText(tr("All samples"));
}

void SampleCanvas::setNames(const QStringList& names, const QStringList& shortNames)
{
    contactSheet_->setNames(names, shortNames);
}

void SampleCanvas::show(const Trajectory& trajectory, int frame, int picture, const SamplingRecipe& recipe)
{
    const Image state = trajectory.state(frame, picture);
    const int step = trajectory.frame(frame).step;
    if (state.width != side_) {
        side_ = state.width;
        arrange();
    }
    state_->setImage(state);
    state_->setRecipe([recipe] { return toJson(recipe); });
    state_->setSymbol(QStringLiteral("x_t"), tr("the sample now, t = %1").arg(step));
    state_->setCaption(tr("std %1").arg(number(statsOf(state).standardDeviation, 2)));
    sheetTitle_->setText(tr("All samples at t = %1").arg(step));
    contactSheet_->setImages(trajectory.states(frame));
    if (contactSheet_->selected() != picture)
        contactSheet_->setSelected(picture);
    showPrediction(trajectory, frame, picture);
}

void SampleCanvas::showPrediction(const Trajectory& trajectory, int frame, int picture)
{
    const auto holder = trajectory.predictionOf(frame);
    if (!holder) {
        prediction_->clear();
        noise_->clear();
        prediction_->setCaption({});
        noise_->setCaption({});
        return;
    }
    const Image noise = trajectory.predictedNoise(*holder, picture);
    prediction_->setImage(trajectory.predictedData(*holder, picture));
    noise_->setImage(noise, kNoiseRange);
    const int from = trajectory.frame(*holder).fromStep;
    const bool here = from == trajectory.frame(frame).step;
    prediction_->setSymbol(QStringLiteral("\\hat{x}_0"), here ? tr("where it thinks it is going") : tr("its guess"));
    prediction_->setCaption(here ? QString() : tr("from t = %1").arg(from));
    noise_->setCaption(tr("std %1").arg(number(statsOf(noise).standardDeviation, 2)));
}

void SampleCanvas::setAgainst(const Image& a, const Image& b, const AgainstStrip::Made& madeA,
                              const AgainstStrip::Made& madeB)
{
    hasAgainst_ = !a.empty() && !b.empty();
    if (hasAgainst_) {
        against_->setNames(madeA, madeB);
        against_->setPair(a, b);
    }
    arrange();
}

} // namespace diffuscope::ui
