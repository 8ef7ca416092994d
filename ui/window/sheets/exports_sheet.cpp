#include "ui/window/sheets/exports_sheet.h"

#include "ui/export/export_jobs_list.h"
#include "ui/widgets/controls/buttons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kExportsWidth = 760, kExportsHeight = 380, kExportsEdge = 12, kExportsPad = 16;

} // namespace

ExportsSheet::ExportsSheet(QWidget* window, ExportJobs& jobs, const QRect& chip)
    : Sheet(window, false), chip_(chip), content_(new QWidget(this)), list_(new ExportJobsList(jobs)),
      area_(new QScrollArea)
{
    setObjectName(QStringLiteral("exportsSheet"));
    setAccessibleName(tr("Exports"));
    auto* title = new QLabel(tr("Exports"));
    title->setProperty("role", "title");
    auto* clear = new Button(tr("Clear the list"), {}, Button::Look::Flat);
    clear->setObjectName(QStringLiteral("exportsClear"));
    connect(clear, &QPushButton::clicked, &jobs, &ExportJobs::forgetEnded);
    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch(1);
    head->addWidget(clear);
    auto* holder = new QWidget;
    holder->setAutoFillBackground(false);
    auto* rows = new QVBoxLayout(holder);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(list_);
    rows->addStretch(1);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setWidgetResizable(true);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area_->setFocusPolicy(Qt::NoFocus);
    area_->viewport()->setAutoFillBackground(false);
    area_->setWidget(holder);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(kExportsPad, kExportsPad, kExportsPad, kExportsPad);
    column->addLayout(head);
    column->addWidget(area_, 1);
    connect(list_, &ExportJobsList::verifyRequested, this, &ExportsSheet::verifyRequested);
    appear(this);
}

QRect ExportsSheet::card() const
{
    const int width = std::min(kExportsWidth, this->width() - 2 * kExportsEdge);
    const int right =
        std::min(chip_.isEmpty() ? this->width() - kExportsEdge : chip_.right() + 1, this->width() - kExportsEdge);
    const int top = std::max(chip_.bottom() + 6, 48);
    return {std::max(kExportsEdge, right - width), top, width,
            std::min(kExportsHeight, this->height() - top - kExportsEdge)};
}

void ExportsSheet::arrange() { content_->setGeometry(card()); }

} // namespace diffuscope::ui
