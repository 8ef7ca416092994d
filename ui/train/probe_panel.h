#pragma once
#include "core/messages/events.h"
#include "ui/style/theme.h"

#include <QImage>
#include <QWidget>

#include <optional>
#include <vector>

namespace diffuscope::ui {

class CompareView;
class ImageView;
class SegmentedControl;
class ViewLink;

// "What the network sees": one training picture at the timeline's noise level, what was predicted and what was true.
// The six look together; true and predicted can be compared, noise with noise or data with data.
class ProbePanel : public QWidget {
    Q_OBJECT
public:
    explicit ProbePanel(QWidget* parent = nullptr);
    void setView(const ProbeView& view);
    void clear();
    const std::optional<ProbeView>& view() const { return view_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    std::vector<ImageView*> views() const { return {noisy_, predictedNoise_, noise_, data_, predictedData_, error_}; }
    ImageView* add(Concept which, const QString& symbol, const QString& words, int row, int column);
    void showComparison();
    void showChoice();
    void comeIntoView();
    SegmentedControl* choice_;
    QWidget* pictures_;
    CompareView* compare_;
    ViewLink* link_;
    ImageView *noisy_, *predictedNoise_, *noise_, *data_, *predictedData_, *error_;
    std::optional<ProbeView> view_;
};

} // namespace diffuscope::ui
