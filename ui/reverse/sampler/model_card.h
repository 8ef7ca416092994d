#pragma once
#include "core/messages/events.h"

#include <QWidget>

class QLabel;

namespace diffuscope::ui {

class Button;

// Which weights are sampled from, and the ways to others.
class ModelCard : public QWidget {
    Q_OBJECT
public:
    explicit ModelCard(QWidget* parent = nullptr);
    void setModel(const ModelOpened& model);
    void setTraining(const TrainStatus& status); // offers the run's weights when it has some

Q_SIGNALS:
    void changeRequested(); // to another checkpoint, run or folder
    void trainingRequested();

private:
    QLabel *name_, *detail_;
    Button *change_, *training_;
};

QString modelDetail(const ModelOpened& model); // "32 × 32 colour, 10 classes, 3.1 M weights, step 6,400"

} // namespace diffuscope::ui
