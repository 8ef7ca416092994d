#pragma once
#include "ui/bridge/bridge.h"
#include "ui/train/train_tab.h"

namespace diffuscope::ui {

class DatasetReportPage;

// The pictures before anything is trained on them.
class DataTab : public TrainTab {
    Q_OBJECT
public:
    explicit DataTab(Bridge& bridge, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("data"); }
    QString title() const override { return tr("Data"); }
    QString about() const override { return tr("What the network will be shown, and what is wrong with it"); }
    QWidget* inspector() override { return inspector_; }
    TimelineModel* timeline() override { return nullptr; }
    void enter() override;

private:
    DatasetReportPage* report_;
    QWidget* inspector_;
};

} // namespace diffuscope::ui
