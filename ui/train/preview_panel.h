#pragma once
#include "core/base/image/packed_image.h"
#include "core/messages/events.h"

#include <QWidget>

class QLabel;
class QSlider;

namespace diffuscope::ui {

class ContactSheetView;
class NumberLabel;

// What the network draws from the same noise, over the course of training, to be gone back to. Follows the newest one
// until moved. Every preview is kept on disk; here every second one goes whenever they take too much memory together.
class PreviewPanel : public QWidget {
    Q_OBJECT
public:
    explicit PreviewPanel(QWidget* parent = nullptr);
    void add(const TrainPreview& preview);
    void clear();
    void moveBy(int previews);
    int count() const { return int(history_.size()); }
    int current() const;
    std::int64_t currentStep() const;
    int pictures() const; // in the newest preview

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void show(int index);
    std::size_t bytes() const;
    void thinOut();

    struct Entry {
        std::int64_t step;
        std::vector<PackedImage> images; // at rest: a long run keeps many
    };
    std::vector<Entry> history_;
    static constexpr std::size_t kBudget = std::size_t(128) << 20; // bytes
    ContactSheetView* sheet_;
    QSlider* slider_;
    NumberLabel *first_, *now_;
};

} // namespace diffuscope::ui
