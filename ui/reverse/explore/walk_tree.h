#pragma once
#include <QImage>
#include <QListView>
#include <QString>

#include <vector>

namespace diffuscope::ui {

class WalkModel;

// The tree of kept walks: a lane for each on the noise axis, from where it leaves its parent to where it ends, with its
// last picture. To assistive programs a list. Enter or a click shows a walk, F2 renames, Del removes.
class WalkTree : public QListView {
    Q_OBJECT
public:
    struct Lane {
        int id = 0;
        QString letter, name, about; // "C", "class 4", "branches from A at step 500"
        int from = 0, to = 0;        // noise levels
        int parent = -1;             // row above it
        std::vector<int> changes;    // noise levels at which it was changed without leaving another one
        QImage picture;
        bool shown = false, running = false, compared = false;
        bool operator==(const Lane&) const = default;
    };
    explicit WalkTree(QWidget* parent = nullptr);
    void setLanes(const std::vector<Lane>& lanes, int totalSteps);
    const std::vector<Lane>& lanes() const;
    void alignToTrack(int left, int width);
    void setStep(int step);
    void setMostLanes(int lanes); // more scroll
    int laneHeight() const;
    double xOf(double step) const;
    int trackLeft() const { return left_; }
    int trackWidth() const { return width_; }
    void renameShown();
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int id);
    void renamed(int id, const QString& name);
    void removeWanted(int id);
    void undoWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    WalkModel* lanes_;
    int step_ = 0, left_ = 192, width_ = 600, totalSteps_ = 1000, most_ = 8;
};

} // namespace diffuscope::ui
