#include "ui/train/probe_panel.h"

#include "ui/widgets/image_view.h"

#include <QGridLayout>

namespace diffuscope::ui {

ProbePanel::ProbePanel(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(10);
    noisy_ = add(Concept::State, QStringLiteral("x_t"), tr("input"), 0, 0);
    predictedNoise_ = add(Concept::Prediction, QStringLiteral("\\hat{\\epsilon}"), tr("predicted"), 0, 1);
    noise_ = add(Concept::Noise, QStringLiteral("\\epsilon"), tr("true noise"), 0, 2);
    data_ = add(Concept::Signal, QStringLiteral("x_0"), tr("true data"), 1, 0);
    predictedData_ = add(Concept::Prediction, QStringLiteral("\\hat{x}_0"), tr("implied"), 1, 1);
    error_ = add(Concept::Error, QStringLiteral("|\\epsilon-\\hat{\\epsilon}|"), tr("error"), 1, 2);
    clear();
}

ImageView* ProbePanel::add(Concept which, const QString& symbol, const QString& words, int row, int column)
{
    auto* view = new ImageView(which);
    view->setSymbol(symbol, words);
    view->setMinimumSize(84, 112);
    auto* grid = static_cast<QGridLayout*>(layout());
    grid->addWidget(view, row, column);
    grid->setColumnStretch(column, 1);
    return view;
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
    for (ImageView* view : {noisy_, predictedNoise_, noise_, data_, predictedData_, error_})
        view->clear();
}

} // namespace diffuscope::ui
