#pragma once
#include "ui/forward/forward_state.h"
#include "ui/style/theme.h"

#include <QWidget>
#include <functional>

namespace diffuscope::ui {

class DropTray;
class IconButton;
class ImageView;
class NumberLabel;
class PixelArithmetic;
class PowerBar;
class SeedField;
class StatLine;
class ViewLink;

// x_t = sqrt(alpha-bar) x_0 + sqrt(1 - alpha-bar) eps, every term a live picture with its live number; in a walk the
// same for one step from x_{t-1}. One probed pixel is marked in all three. Its buttons ("dropTray", "drawPicture",
// "browsePictures", "randomPicture", "newNoise") are commands of the workspace.
class PictureEquation : public QWidget {
    Q_OBJECT
public:
    explicit PictureEquation(QWidget* parent = nullptr);
    // `mix` stays the caller's, and must live and be shown again whenever it changes.
    void show(const ForwardState::Mix& mix, ForwardState::Mode mode, double alphaBar);
    void setProbe(const QPoint& pixel, int channel);
    void setStart(double value); // x_0 there
    void setPictureName(const QString& name);
    void setPicturePower(double meanSquare); // E[x_0^2]
    void setSeed(quint64 seed);
    void setSeedLocked(bool locked);
    bool seedLocked() const; // another picture shall keep the noise
    bool pinned() const { return pinned_; }
    void setPinned(bool pinned);                         // the mouse no longer moves the probe
    void moveProbe(QKeyEvent* event);                    // Alt and arrows, as in a picture that has the focus; holds it
    void setRecipe(std::function<std::string()> recipe); // of the noised picture, for who takes it along
    QRect dataPlace() const;                             // where x_0 and its frame lie, for who draws there
    void setDrawing(bool drawing);

Q_SIGNALS:
    void probed(const QPoint& pixel);
    void seedChosen(quint64 seed);
    void held(); // or let go: the probed pixel, the seed

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    struct Boxes {
        QRect state, data, noise; // of the pictures themselves
        int centre;
    };
    Boxes boxes() const;
    void build();
    void explainCoefficients();
    void arrange();
    void placeStatistics(const Boxes& boxes, int top);
    QList<QRect> whatIsBeside() const;
    void hover(const QPoint& pixel);
    void click();
    void placeView(ImageView* view, const QRect& picture, int beside);
    void showStatistics();
    void showArithmetic();
    void drawCoefficient(QPainter& painter, const QString& markup, Concept which, const QRect& room, int centre);

    ImageView *state_, *data_, *before_, *noise_;
    ViewLink* link_; // they zoom and probe together
    NumberLabel *dataScale_, *noiseScale_;
    StatLine* statistics_;
    DropTray* tray_;
    SeedField* seed_;
    QWidget* seedField_;
    IconButton *dice_, *lock_;
    PowerBar* power_;
    PixelArithmetic* arithmetic_;
    ForwardState::Mix nothing_;
    const ForwardState::Mix* mix_ = &nothing_;
    std::uint64_t terms_ = 0; // of the data and the noise that are shown
    int side_ = 0;
    ForwardState::Mode mode_ = ForwardState::Mode::Jump;
    QPoint probe_, hovered_;
    bool pinned_ = false, drawing_ = false;
    bool byKey_ = false; // how the probe moves
    int channel_ = 0;
    double start_ = 0, alphaBar_ = 1;
    QString name_;
};

} // namespace diffuscope::ui
