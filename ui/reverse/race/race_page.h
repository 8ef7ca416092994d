#pragma once
#include "ui/reverse/race/race.h"
#include "ui/widgets/controls/surface.h"

#include <algorithm>

namespace diffuscope::ui {

class ImageView;
class ViewLink;

// The racers side by side, four on a page, each at its place by the clock: its sample, how far it is, its guess and the
// guess's distance.
class RacePage : public Surface {
    Q_OBJECT
public:
    explicit RacePage(QWidget* parent = nullptr);
    void setRace(const Race* race); // not owned; again when another one begins
    // Shows the frames where the clock is when `selected` is at noise level `step`.
    void showAt(int step, Race::Clock clock, int selected);
    static constexpr int kLanes = 4; // on a page
    int pages() const;
    int page() const { return page_; }
    void setPage(int page);
    void setHint(const QString& hint);                         // while there is no race
    const std::vector<int>& frames() const { return frames_; } // that are shown; -1: none

Q_SIGNALS:
    void selected(int racer);
    void pageChanged(); // or how many there are

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    struct Lane {
        ImageView *state, *guess;
        QRect place;
        QString numbers;
    };
    void arrange();
    void drawLane(QPainter& painter, int index) const;
    int shownSide() const;
    int shownLanes() const { return std::clamp(int(lanes_.size()), 1, kLanes); }
    bool shows(int racer) const { return racer / kLanes == page_; }
    void showLane(int racer, const Image* reference);

    const Race* race_ = nullptr;
    ViewLink* link_;
    std::vector<Lane> lanes_;
    std::vector<int> frames_;
    int selected_ = 0, page_ = 0, side_ = 0; // side_: pixels of a picture
    QString hint_;
};

} // namespace diffuscope::ui
