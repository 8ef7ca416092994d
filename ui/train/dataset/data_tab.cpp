#include "ui/train/dataset/data_tab.h"

#include "ui/train/dataset/dataset_report_page.h"
#include "ui/widgets/controls/surface.h"

#include <QVBoxLayout>

namespace diffuscope::ui {

DataTab::DataTab(Bridge& bridge, QWidget* parent)
    : TrainTab(parent), report_(new DatasetReportPage), inspector_(new Surface(Surface::Tone::Surface, {}, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(report_);
    inspector_->hide();
    connect(report_, &DatasetReportPage::closed, this, [this] { Q_EMIT tabRequested(QStringLiteral("watch")); });
    connect(&bridge, &Bridge::datasetOpened, report_, &DatasetReportPage::setDataset);
    if (bridge.dataset())
        report_->setDataset(*bridge.dataset());
}

void DataTab::enter() { report_->takeFocus(); }

} // namespace diffuscope::ui
