#pragma once
#include <QColor>
#include <QWidget>

class QButtonGroup;
class QSpinBox;

namespace diffuscope::ui {

class IconButton;
class PaintView;
class SegmentedControl;

// What is painted with: tools in a column, and beside them the size and what the brush leaves.
class PaintPalette : public QObject {
    Q_OBJECT
public:
    explicit PaintPalette(PaintView* view);
    QWidget* tools() const { return tools_; }
    QWidget* settings() const { return settings_; }
    void setColourful(bool colourful); // there is a colour to choose
    void toggleBrush();                // brush, or eraser
    void startBrush();
    void resize(int by);

private:
    IconButton* addTool(const QString& icon, const QString& tip, const char* name, bool checks);
    void refresh();
    void choosePaint(const QString& id);
    void chooseColour();

    PaintView* view_;
    QWidget *tools_, *settings_;
    QButtonGroup* group_;
    IconButton *look_, *brush_, *noise_, *eraser_, *undo_, *redo_, *well_;
    QSpinBox* size_;
    SegmentedControl* paint_;
    QColor colour_{200, 60, 40};
};

} // namespace diffuscope::ui
