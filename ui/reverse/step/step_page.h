#pragma once
#include "ui/reverse/step/step_parts.h"
#include "ui/widgets/controls/surface.h"

namespace diffuscope::ui {

class ImageView;
class SegmentedControl;
class SumRow;
class ViewLink;

// A step taken apart: ask the network, guess the picture, take one step, with the method's own extra sum where it has
// one. All pictures probe one pixel together. GUI thread.
class StepPage : public Surface {
    Q_OBJECT
public:
    explicit StepPage(QWidget* parent = nullptr);
    void setParts(const std::optional<StepParts>& parts, const QString& told); // told: what the network was told
    const std::optional<StepParts>& parts() const { return parts_; }
    void setRecipe(std::function<std::string()> recipe); // of x_s, for who takes it along
    QPoint pixel() const { return pixel_; }
    int channel() const { return channel_; }
    void setChannel(int channel);
    bool words() const { return words_; }
    void setWords(bool words); // words in the place of symbols; remembered

Q_SIGNALS:
    void pixelChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Title {
        QPoint at;
        QString number, text, more;
        int room = 0;
    };
    void fill();
    void arrange();
    int fittedSide(int room) const;
    void place(ImageView* view, int x, int y, int side);
    void layOutMean(int y, int bottom, int side);
    void followProbe();
    void showPixel();
    void drawNetwork(QPainter& painter) const;
    void drawMean(QPainter& painter) const;

    ViewLink* link_;
    ImageView *asked_, *answer_, *kept_, *mean_;
    SumRow *guess_, *corrected_, *next_;
    SegmentedControl* language_;
    std::optional<StepParts> parts_;
    QString told_;
    QList<Title> titles_;
    QRect network_, bracket_; // bracket_: over the terms without fresh noise; empty: not shown
    QPoint meanWords_;
    QPoint pixel_{-1, -1};
    int channel_ = 0, pictureSide_ = 0;
    bool words_ = false;
};

} // namespace diffuscope::ui
