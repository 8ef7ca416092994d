#pragma once
#include <QWidget>

namespace diffuscope::ui {

// Which stroke of the loss plot is which.
class LossLegend : public QWidget {
    Q_OBJECT
public:
    explicit LossLegend(QWidget* parent = nullptr);
    void setValidation(bool shown); // an entry for the held-out pictures

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override; // another size of type

private:
    void fit();
    QStringList names() const;
    bool validation_ = false;
};

} // namespace diffuscope::ui
