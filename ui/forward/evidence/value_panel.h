#pragma once
#include "core/base/image/image.h"

#include <QWidget>

class QAbstractButton;

namespace diffuscope::ui {

class ChannelTable;
class HistogramPlot;

// The pixel values of x_t: histogram against the bell, and on demand channel by channel with mean and variance.
class ValuePanel : public QWidget {
    Q_OBJECT
public:
    explicit ValuePanel(QWidget* parent = nullptr);
    void setState(const Image& state);
    QString summary() const; // "KL to N(0, 1)  0.102 nat", rich text

Q_SIGNALS:
    void detailChanged(); // asks for the state again

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    HistogramPlot* histogram_;
    QAbstractButton* byChannel_;
    ChannelTable* table_;
};

} // namespace diffuscope::ui
