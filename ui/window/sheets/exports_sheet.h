#pragma once
#include "ui/window/sheets/sheet.h"

class QScrollArea;

namespace diffuscope::ui {

class ExportJobs;
class ExportJobsList;

// What is being written and what was, below the top bar's chip.
class ExportsSheet : public Sheet {
    Q_OBJECT
public:
    ExportsSheet(QWidget* window, ExportJobs& jobs, const QRect& chip);

Q_SIGNALS:
    void verifyRequested(const QString& path);

protected:
    QRect card() const override;
    void arrange() override;

private:
    QRect chip_;
    QWidget* content_;
    ExportJobsList* list_;
    QScrollArea* area_;
};

} // namespace diffuscope::ui
