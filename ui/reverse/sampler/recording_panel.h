#pragma once
#include "core/messages/events.h"
#include "core/session/session.h"

#include <QWidget>

class QSpinBox;

namespace diffuscope::ui {

class WrappedLabel;

// How much memory a trajectory may take, and what the next one will: every step is kept, with as many bits as fit.
class RecordingPanel : public QWidget {
    Q_OBJECT
public:
    explicit RecordingPanel(QWidget* parent = nullptr);
    std::size_t budget() const; // bytes
    void setNext(const ModelOpened& model, const SampleRequest& request);

Q_SIGNALS:
    void noteChanged(const QString& note); // "15 of 512 MB"

private:
    void refresh();

    QSpinBox* megabytes_;
    WrappedLabel* words_;
    ModelOpened model_;
    SampleRequest request_; // the next one
};

} // namespace diffuscope::ui
