#pragma once
#include "ui/reverse/edit/edit_scene.h"
#include "ui/widgets/controls/surface.h"

#include <QImage>

#include <vector>

namespace diffuscope::ui {

class ContactSheetView;
class EditLadder;
class NumberLabel;
class PredictionStrip;
class RoundTripChart;
class WrappedLabel;

// All results of an edit below its large pictures: a ladder over the noise axis, or a row with what each was walked
// from, or with the shown walk over the noise axis, below it. Shares the timeline's axis; the results may be of a model
// whose axis is longer or shorter.
class EditStrip : public Surface {
    Q_OBJECT
public:
    explicit EditStrip(QWidget* parent = nullptr);
    void setResults(const EditResults& results);
    void setSelected(int item);
    void setFilm(const EditFilm& film);
    void setStep(int step);
    void setAxis(int totalSteps); // of the timeline
    void setFolded(bool folded);  // one row, in a low window
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
    void showStep();
    void picks(int step); // of the results' axis
    int filmHeight() const;
    bool showsStarts() const { return !starts_.empty() && !folded_ && !onAxis_ && filmHeight() == 0; }
    EditLadder* ladder_;
    ContactSheetView* results_;
    PredictionStrip* guess_;
    RoundTripChart* trip_;
    std::vector<Image> startsOf_;
    std::vector<QImage> starts_; // of these, below each result, in a row; empty: none
    EditFilm film_;
    QString hint_;
    NumberLabel* title_;
    WrappedLabel* about_;
    int left_ = 192, width_ = 600;
    int step_ = 0, axis_ = 1000, ranAxis_ = 1000; // ranAxis_: of the results
    bool folded_ = false, onAxis_ = true;
};

} // namespace diffuscope::ui
