#pragma once
#include "core/base/image/image.h"

#include <QWidget>

namespace diffuscope::ui {

class ImageView;
class NumberLabel;

// "A against B, finished": the kept run's picture, this run's and their difference in small, with its number. A click
// opens the comparison.
class AgainstStrip : public QWidget {
    Q_OBJECT
public:
    explicit AgainstStrip(QWidget* parent = nullptr);
    // What made a picture: "DPM++", and in smaller words how: "20 steps, 1.4 s".
    struct Made {
        QString sampler, how;
        QString text() const { return how.isEmpty() ? sampler : tr("%1, %2").arg(sampler, how); }
    };
    void setNames(const Made& a, const Made& b);
    void setPair(const Image& a, const Image& b); // not of one shape: says so
    QSize sizeHint() const override;

Q_SIGNALS:
    void opened();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    ImageView *a_, *b_, *difference_;
    NumberLabel* rms_;
    QString reason_;
    Made madeA_, madeB_;
};

} // namespace diffuscope::ui
