#include "ui/reverse/sampler/model_card.h"

#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"

#include <QHBoxLayout>
#include <QLabel>

namespace diffuscope::ui {

ModelCard::ModelCard(QWidget* parent)
    : QWidget(parent), name_(new QLabel), detail_(caption({})),
      change_(new Button(tr("Change…"), QStringLiteral("model"), Button::Look::Normal)),
      training_(new Button(tr("Use current training"), {}, Button::Look::Normal))
{
    name_->setProperty("role", "title");
    detail_->setWordWrap(true);
    change_->setToolTip(tr("Other checkpoints of this run, averaged or as trained; other runs and folders"));
    change_->setObjectName(QStringLiteral("changeModel"));
    training_->setObjectName(QStringLiteral("useTraining"));
    training_->setToolTip(tr("Sample from the weights of the run that is training now."));
    training_->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(name_);
    layout->addWidget(detail_);
    layout->addSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(change_);
    row->addWidget(training_);
    row->addStretch();
    layout->addLayout(row);
    connect(change_, &QPushButton::clicked, this, &ModelCard::changeRequested);
    connect(training_, &QPushButton::clicked, this, &ModelCard::trainingRequested);
}

void ModelCard::setModel(const ModelOpened& model)
{
    const QString name = QString::fromStdString(model.name);
    name_->setText(fontMetrics().elidedText(name, Qt::ElideMiddle, 260));
    name_->setToolTip(QString::fromStdString(model.path));
    detail_->setText(modelDetail(model));
}

void ModelCard::setTraining(const TrainStatus& status) { training_->setVisible(status.step > 0); }

QString modelDetail(const ModelOpened& model)
{
    QStringList parts;
    parts << QStringLiteral("%1 × %1 %2")
                 .arg(model.side)
                 .arg(model.channels == 1 ? ModelCard::tr("grey") : ModelCard::tr("colour"));
    if (model.classes > 0)
        parts << countText(model.classes, ModelCard::tr("class"), ModelCard::tr("classes"));
    parts << parameterText(model.parameterCount);
    if (model.trainedSteps > 0)
        parts << ModelCard::tr("trained %1 steps").arg(grouped(model.trainedSteps));
    if (model.weights == "raw")
        parts << ModelCard::tr("not averaged");
    else if (!model.weights.empty()) // "ema-0.99"
        parts << ModelCard::tr("averaged over %1").arg(QString::fromStdString(model.weights).section(u'-', 1));
    return parts.join(QStringLiteral(", "));
}

} // namespace diffuscope::ui
