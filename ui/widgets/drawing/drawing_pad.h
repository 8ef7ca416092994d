#pragma once
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/drawing/drawing.h"

#include <QColor>
#include <QList>

#include <optional>

class QButtonGroup;
class QSpinBox;

namespace diffuscope::ui {

class Button;
class IconButton;
class SegmentedControl;

// What a press on the canvas does.
struct DrawingTool {
    enum class Kind { Pen, Eraser, Fill };
    Kind kind = Kind::Pen;
    int size = 2; // pixels of the picture
    QColor colour = Qt::black;
};

// The picture under the pen, in the place of x_0. Mouse: draw; right button: take the colour. Keys: arrows move the
// pixel cursor (Shift: 8), Space draws there, held with arrows a line; Ctrl+Z, Ctrl+Shift+Z.
class DrawingCanvas : public QWidget {
    Q_OBJECT
public:
    explicit DrawingCanvas(QWidget* parent = nullptr);
    void start(const QImage& picture);
    const Drawing& drawing() const { return drawing_; }
    void setTool(const DrawingTool& tool);
    void clear(const QColor& colour);
    void resizeImage(int side);
    void undo();
    void redo();

Q_SIGNALS:
    void changed(); // the picture, or what can be undone
    void colourPicked(const QColor& colour);
    void finished(bool keep); // Enter, Escape

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF place() const;
    QPoint pixelAt(const QPointF& position) const; // may lie outside
    void press(const QPoint& pixel);
    void moveTo(const QPoint& pixel);
    bool moveByKey(const QKeyEvent& event);
    QRgb ink() const;
    void showCursor(std::optional<QPoint> pixel);

    Drawing drawing_;
    DrawingTool tool_;
    std::optional<QPoint> cursor_;
    QPoint last_;
    bool stroking_ = false;
};

// The drawing tools, in the toolbar's place while somebody draws.
class DrawingBar : public Surface {
    Q_OBJECT
public:
    explicit DrawingBar(QWidget* parent = nullptr);
    const DrawingTool& tool() const { return tool_; }
    void setColour(const QColor& colour);
    void setSide(int side);
    void setHistory(bool canUndo, bool canRedo);

Q_SIGNALS:
    void toolChanged();
    void sideChosen(int side);
    void undoRequested();
    void redoRequested();
    void clearRequested();
    void finished(bool keep);

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    void addTools();
    void addColours();
    void addActions();
    DrawingTool tool_;
    SegmentedControl *kind_, *size_;
    QButtonGroup* colours_;
    QSpinBox* side_;
    QWidget* sideBox_;
    IconButton *more_, *undo_, *redo_, *clear_;
    Button *cancel_, *done_;
};

} // namespace diffuscope::ui
