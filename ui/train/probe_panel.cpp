#include "ui/train/probe_panel.h"

#include "ui/style/to_qimage.h"
#include "ui/widgets/compare/compare_view.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kWords = 26, kLargest = 304, kAbove = 40; // above a picture; side of a compared one; the title
constexpr QLatin1String kAll("all"), kNoise("noise"), kData("data");
} // namespace

ProbePanel::ProbePanel(QWidget* parent)
    : QWidget(parent),
      choice_(new SegmentedControl(
          {{kAll, tr("All"), {}}, {kNoise, tr("Compare noise"), {}}, {kData, tr("Compare data"), {}}})),
      pictures_(new QWidget), compare_(new CompareView(QStringLiteral("train/compare"))), link_(new ViewLink(this))
{
    choice_->setObjectName(QStringLiteral("probeChoice"));
    choice_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    choice_->setAccessibleName(tr("What the network sees: all pictures, or true against predicted"));
    compare_->setObjectName(QStringLiteral("probeCompare"));
    auto* grid = new QGridLayout(pictures_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    noisy_ = add(Concept::State, QStringLiteral("x_t"), tr("input"), 0, 0);
    predictedNoise_ = add(Concept::Prediction, QStringLiteral("\\hat{\\epsilon}"), tr("predicted"), 0, 1);
    noise_ = add(Concept::Noise, QStringLiteral("\\epsilon"), tr("true noise"), 0, 2);
    data_ = add(Concept::Signal, QStringLiteral("x_0"), tr("true data"), 1, 0);
    predictedData_ = add(Concept::Prediction, QStringLiteral("\\hat{x}_0"), tr("implied"), 1, 1);
    error_ = add(Concept::Error, QStringLiteral("|\\epsilon-\\hat{\\epsilon}|"), {}, 1, 2);
    error_->setAccessibleName(tr("error of the predicted noise"));
    error_->setRole(QStringLiteral("train/error"), {DisplayScale::Colours::Magnitude, 0, -1});
    for (ImageView* view : {noise_, predictedNoise_}) // seen with one scale, or they could not be compared
        view->setRole(QStringLiteral("train/noise"));
    connect(noise_, &ImageView::displayChanged, this, [this] { predictedNoise_->setDisplay(noise_->display()); });
    connect(predictedNoise_, &ImageView::displayChanged, this,
            [this] { noise_->setDisplay(predictedNoise_->display()); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(choice_);
    column->addWidget(pictures_);
    column->addWidget(compare_);
    connect(choice_, &SegmentedControl::currentChanged, this, [this] {
        showChoice();
        QTimer::singleShot(0, this, &ProbePanel::comeIntoView); // once the panel has its new height
    });
    showChoice();
    clear();
}

ImageView* ProbePanel::add(Concept which, const QString& symbol, const QString& words, int row, int column)
{
    auto* view = new ImageView(which);
    view->setSymbol(symbol, words);
    view->setMinimumWidth(76);
    view->setLink(link_);
    auto* grid = static_cast<QGridLayout*>(pictures_->layout());
    grid->addWidget(view, row, column);
    grid->setColumnStretch(column, 1);
    return view;
}

void ProbePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (ImageView* view : views())
        view->setFixedHeight((width() - 16) / 3 + kWords);
    compare_->setPictureHeight(std::min(width(), kLargest) + kWords);
}

void ProbePanel::showChoice()
{
    const bool all = choice_->current() == kAll;
    pictures_->setVisible(all);
    compare_->setVisible(!all);
    showComparison();
}

// A compared picture is higher than the six: the inspector scrolls to it.
void ProbePanel::comeIntoView()
{
    QWidget* parent = parentWidget();
    while (parent && !qobject_cast<QScrollArea*>(parent))
        parent = parent->parentWidget();
    if (auto* area = qobject_cast<QScrollArea*>(parent); area && area->widget() && choice_->current() != kAll)
        area->verticalScrollBar()->setValue(mapTo(area->widget(), QPoint()).y() - kAbove);
}

void ProbePanel::showComparison()
{
    if (choice_->current() == kAll)
        return;
    CompareView::Side truth, predicted;
    const bool noise = choice_->current() == kNoise;
    truth.words = noise ? tr("true noise") : tr("true data");
    truth.frame = noise ? Concept::Noise : Concept::Signal;
    truth.symbol = noise ? QStringLiteral("\\epsilon") : QStringLiteral("x_0");
    predicted.words = noise ? tr("predicted noise") : tr("implied data");
    predicted.frame = Concept::Prediction;
    predicted.symbol = noise ? QStringLiteral("\\hat{\\epsilon}") : QStringLiteral("\\hat{x}_0");
    for (CompareView::Side* side : {&truth, &predicted}) {
        side->data = !noise;
        side->range = noise ? kNoiseRange : 1.0f;
    }
    if (view_) {
        truth.image = noise ? view_->noise : view_->data;
        predicted.image = noise ? view_->predictedNoise : view_->predictedData;
    }
    compare_->setPair(std::move(truth), std::move(predicted));
}

void ProbePanel::setView(const ProbeView& view)
{
    view_ = view;
    noisy_->setImage(view.noisy);
    predictedNoise_->setImage(view.predictedNoise, kNoiseRange);
    noise_->setImage(view.noise, kNoiseRange);
    data_->setImage(view.data);
    predictedData_->setImage(view.predictedData);
    error_->setImage(view.error); // white is an error of one standard deviation
    showComparison();
}

void ProbePanel::clear()
{
    view_.reset();
    for (ImageView* view : views())
        view->clear();
    showComparison();
}

} // namespace diffuscope::ui
