#pragma once
#include "ui/export/export_jobs.h"

#include <QMap>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace diffuscope::ui {

class ExportJobRow;

// What is being written and what was, a row each, with what can be done about it. GUI thread.
class ExportJobsList : public QWidget {
    Q_OBJECT
public:
    explicit ExportJobsList(ExportJobs& jobs, QWidget* parent = nullptr);

Q_SIGNALS:
    void verifyRequested(const QString& path);

private:
    void fill();
    void show(JobId job);

    ExportJobs& jobs_;
    QVBoxLayout* column_;
    QLabel* none_;
    QMap<JobId, ExportJobRow*> rows_;
};

} // namespace diffuscope::ui
