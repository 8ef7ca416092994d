#pragma once
#include "ui/widgets/terms/explain.h"

#include <QWidget>

namespace diffuscope::ui {

class RunHistory;

// Which stroke of the loss plot is which, and in the tooltips where each is now.
class LossLegend : public QWidget {
    Q_OBJECT
public:
    explicit LossLegend(const RunHistory& history, QWidget* parent = nullptr); // which outlives it
    void setValidation(bool shown);                                            // an entry for the held-out pictures

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override; // another size of type

private:
    void fit();
    QStringList names() const;
    std::optional<Explained> partAt(const QPoint& at) const;
    const RunHistory& history_;
    bool validation_ = false;
};

} // namespace diffuscope::ui
