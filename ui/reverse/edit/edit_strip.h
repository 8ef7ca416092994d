#pragma once
#include "ui/reverse/edit/edit_scene.h"
#include "ui/widgets/controls/surface.h"

#include <QImage>

#include <vector>

namespace diffuscope::ui {

class ContactSheetView;
class EditLadder;
class NumberLabel;
class WrappedLabel;

// All results of an edit below its large pictures: a ladder over the noise axis, or a row with what each was walked
// from below it. Shares the timeline's axis.
class EditStrip : public Surface {
    Q_OBJECT
public:
    explicit EditStrip(QWidget* parent = nullptr);
    void setResults(const EditResults& results);
    void setSelected(int item);
    void setStep(int step);
    void setFolded(bool folded); // one row, in a low window
    void alignToTrack(int left, int width);
    QSize sizeHint() const override;

Q_SIGNALS:
    void picked(int item);
    void stepPicked(int step);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    bool showsStarts() const { return !starts_.empty() && !folded_ && !onAxis_; }
    EditLadder* ladder_;
    ContactSheetView* results_;
    std::vector<QImage> starts_; // below each result, in a row; empty: none
    NumberLabel* title_;
    WrappedLabel* about_;
    int left_ = 192, width_ = 600;
    bool folded_ = false, onAxis_ = true;
};

} // namespace diffuscope::ui
