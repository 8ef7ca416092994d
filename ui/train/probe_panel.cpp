#include "ui/train/probe_panel.h"

#include "ui/widgets/image_view.h"
#include "ui/widgets/view_link.h"

#include <QGridLayout>

namespace diffuscope::ui {

namespace {
constexpr int kWords = 26; // above a picture
}

ProbePanel::ProbePanel(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    noisy_ = add(Concept::State, QStringLiteral("x_t"), tr("input"), 0, 0);
    predictedNoise_ = add(Concept::Prediction, QStringLiteral("\\hat{\\epsilon}"), tr("predicted"), 0, 1);
    noise_ = add(Concept::Noise, QStringLiteral("\\epsilon"), tr("true noise"), 0, 2);
    data_ = add(Concept::Signal, QStringLiteral("x_0"), tr("true data"), 1, 0);
    predictedData_ = add(Concept::Prediction, QStringLiteral("\\hat{x}_0"), tr("implied"), 1, 1);
    error_ = add(Concept::Error, QStringLiteral("|\\epsilon-\\hat{\\epsilon}|"), {}, 1, 2);
    error_->setAccessibleName(tr("error of the predicted noise"));
    clear();
}

ImageView* ProbePanel::add(Concept which, const QString& symbol, const QString& words, int row, int column)
{
    auto* view = new ImageView(which);
    view->setSymbol(symbol, words);
    view->setMinimumWidth(76);
    auto* grid = static_cast<QGridLayout*>(layout());
    grid->addWidget(view, row, column);
    grid->setColumnStretch(column, 1);
    return view;
}

void ProbePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (ImageView* view : views())
        view->setFixedHeight((width() - 16) / 3 + kWords);
}

void ProbePanel::setView(const ProbeView& view)
{
    view_ = view;
    noisy_->setImage(view.noisy);
    predictedNoise_->setImage(view.predictedNoise, kNoiseRange);
    noise_->setImage(view.noise, kNoiseRange);
    data_->setImage(view.data);
    predictedData_->setImage(view.predictedData);
    error_->setImage(view.error, kNoiseRange);
}

void ProbePanel::clear()
{
    view_.reset();
    for (ImageView* view : views())
        view->clear();
}

} // namespace diffuscope::ui
