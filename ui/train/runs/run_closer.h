#pragma once
#include "ui/bridge/bridge.h"

#include <QObject>
#include <QPointer>

class QMessageBox;
class QWidget;

namespace diffuscope::ui {

// Closing while a run trains: the run is ended and saved first. Where its disk takes nothing any more the user is
// asked, since what is only in memory would be lost. GUI thread.
class RunCloser : public QObject {
    Q_OBJECT
public:
    RunCloser(Bridge& bridge, QWidget* parent);
    bool mayClose(); // false: closable() follows, unless the user goes on waiting

Q_SIGNALS:
    void closable();
    void statusMessage(const QString& text);

private:
    void setStatus(const TrainStatus& status);
    void ask(const QString& trouble);
    void saveElsewhere();

    Bridge& bridge_;
    QWidget* parent_;
    QPointer<QMessageBox> question_;
    JobId saving_ = 0;
    bool closing_ = false, asked_ = false;
};

} // namespace diffuscope::ui
