#pragma once
#include "core/base/image/image.h"
#include "ui/reverse/compare/against_strip.h"
#include "ui/widgets/controls/surface.h"

class QLabel;

namespace diffuscope::ui {

class ContactSheetView;
class ImageView;
class NumberLabel;
class Trajectory;

// The sample now, where the network thinks it is going, the noise it sees, and all samples of the batch.
class SampleCanvas : public Surface {
    Q_OBJECT
public:
    explicit SampleCanvas(QWidget* parent = nullptr);
    void show(const Trajectory& trajectory, int frame, int picture, const SamplingRecipe& recipe);
    // Of the samples, in order: "cat, seed 7" and "cat 7".
    void setNames(const QStringList& names, const QStringList& shortNames);
    void setWaiting(bool waiting);  // for the next run's first picture; what is shown stays
    void setExpected(int pictures); // dashed cells until they come
    void showEmpty(const QString& hint);
    // The kept run and this one, finished, with what made them; empty: none.
    void setAgainst(const Image& a, const Image& b, const AgainstStrip::Made& madeA = {},
                    const AgainstStrip::Made& madeB = {});

Q_SIGNALS:
    void selectionChanged(int picture);
    void compareRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showPrediction(const Trajectory& trajectory, int frame, int picture);
    int fitted(int room) const; // side of a picture of whole multiples
    void arrange();
    ImageView *state_, *prediction_, *noise_;
    NumberLabel* sheetTitle_;
    ContactSheetView* contactSheet_;
    AgainstStrip* against_;
    bool hasAgainst_ = false;
    int side_ = 0; // pixels of a picture; 0 unknown
};

} // namespace diffuscope::ui
