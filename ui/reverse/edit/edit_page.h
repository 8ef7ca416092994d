#pragma once
#include "ui/reverse/edit/edit_scene.h"
#include "ui/widgets/controls/surface.h"

#include <QPointer>

#include <functional>
#include <string>

namespace diffuscope::ui {

class DrawingBar;
class DrawingCanvas;
class EditTiles;
class ElidedLabel;
class IconButton;
class ImageView;
class MaskView;
class NumberLabel;
class StartPicture;

// The canvas of Edit: the ways as tiles; from left to right the source, what lies between, and the result; below each
// what can be done with it. While somebody draws, the drawing tools are in the place of the tiles.
class EditPage : public Surface {
    Q_OBJECT
public:
    EditPage(StartPicture* a, StartPicture* b, QWidget* parent = nullptr);
    EditTiles* tiles() const { return tiles_; }
    MaskView* source() const { return left_; }
    void setScene(const EditScene& scene);
    void setTrays(bool a, bool b);                  // which pictures come from outside: below these is where from
    void setBelow(QWidget* middle, QWidget* right); // of the way that is shown; may be null
    void setRecipe(std::function<std::string()> recipe);

    bool drawing() const;
    void draw(); // the source, or where there is none a blank one

Q_SIGNALS:
    void sampleWanted(bool second); // the one that Watch shows becomes a, or b
    void drawn(const QImage& picture);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildTray(StartPicture* picture, bool second);
    void connectDrawing();
    void endDrawing(bool keep);
    void arrange();
    void place(ImageView* view, const EditPicture& picture);
    void drawArrow(QPainter& painter, const QWidget* from, const QWidget* to, const QString& words) const;

    StartPicture *a_, *b_;
    EditTiles* tiles_;
    DrawingBar* bar_;
    DrawingCanvas* pad_;
    MaskView* left_;
    ImageView *middle_, *right_;
    QWidget *trayA_, *trayB_;
    QPointer<QWidget> belowMiddle_, belowRight_;
    NumberLabel* number_;
    ElidedLabel* numberWords_;
    EditScene scene_;
    int side_ = 0; // pixels of a picture
    bool wantsB_ = false, wantsA_ = true;
};

} // namespace diffuscope::ui
