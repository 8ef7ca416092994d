#pragma once
#include "core/messages/painting.h"
#include "ui/widgets/image/image_view.h"

#include <cstdint>
#include <vector>

namespace diffuscope::ui {

// x_t with a brush on it: paint changes the guess and keeps the noise, or draws the noise anew (core/messages/
// painting.h). Mouse or keys: arrows move the brush, Space dabs, Ctrl+Z and Ctrl+Shift+Z undo and redo; while Alt is
// held it shows the guess that goes with what is painted.
class PaintView : public ImageView {
    Q_OBJECT
public:
    enum class Tool { Look, Brush, Eraser };
    explicit PaintView(QWidget* parent = nullptr);
    // Another state forgets what was painted.
    void setState(const PaintedOn& on, std::uint64_t seed);
    bool paintable() const { return !on_.noise.empty(); }
    const std::vector<PaintStroke>& strokes() const { return strokes_; }
    void clearStrokes();
    void setTool(Tool tool);
    Tool tool() const { return tool_; }
    void setBrush(int pixels); // diameter
    int brush() const { return brush_; }
    void setColour(const std::vector<int>& colour); // 0 .. 255; empty: the brush draws the noise anew
    void undo();
    void redo();
    bool canUndo() const { return !strokes_.empty(); }
    bool canRedo() const { return !undone_.empty(); }
    bool showsGuess() const { return guess_; }
    void strokeAt(const QPoint& pixel, bool begins); // as the brush does

Q_SIGNALS:
    void strokesChanged();
    void guessShown(bool guess); // in the place of x_t

protected:
    void drawContent(QPainter& painter, const ViewTransform& t) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void repaintState();
    void showGuess(bool guess);

    PaintedOn on_;
    std::uint64_t seed_ = 0;
    std::vector<PaintStroke> strokes_, undone_;
    std::vector<int> colour_{255}, over_;
    Tool tool_ = Tool::Look;
    int brush_ = 4;
    std::optional<QPoint> at_; // of the brush that keys move
    bool painting_ = false, guess_ = false;
};

} // namespace diffuscope::ui
