#pragma once
#include "ui/reverse/step/step_parts.h"

#include <QWidget>

namespace diffuscope::ui {

class ImageView;
class ViewLink;

// "x_s = 0.143 x0-hat + 0.850 x_t + 0.294 z": every tensor a picture, its weight before it, the marked pixel's value
// below it. The pictures look and probe together with those of `link`.
class SumRow : public QWidget {
    Q_OBJECT
public:
    SumRow(const QString& name, ViewLink* link,
           QWidget* parent); // name: of its views, and of what is remembered of them
    void setSum(const StepSumParts& sum);
    const StepSumParts& sum() const { return sum_; }
    void setWords(bool words);                       // verbs in the place of the coefficients' symbols
    void setSide(int side);                          // of a picture, logical pixels
    void setPixel(const QPoint& pixel, int channel); // whose values are written
    QRect placeOf(int index) const;                  // of a picture and its frame; 0: the result
    int pictures() const { return int(sum_.terms.size()) + 1; }
    static int widthFor(int pictures, int side);
    static int heightFor(int side);
    QSize sizeHint() const override { return {widthFor(pictures(), side_), heightFor(side_)}; }
    QString spoken() const; // the sum as a sentence

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    const StepPart& part(int index) const { return index == 0 ? sum_.result : sum_.terms[index - 1]; }
    ImageView* view(int index);
    void fill(int index);
    void arrange();
    QRect weightPlace(int index) const; // before picture `index`, which is a term
    void drawWeight(QPainter& painter, int index) const;

    QString name_;
    ViewLink* link_;
    StepSumParts sum_;
    QList<ImageView*> views_;
    bool words_ = false;
    int side_ = 96, channel_ = 0;
    QPoint pixel_;
};

} // namespace diffuscope::ui
