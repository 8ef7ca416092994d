#pragma once
#include "core/base/image/image.h"
#include "ui/style/theme.h"
#include "ui/widgets/image/display_scale.h"
#include "ui/widgets/image/view_transform.h"

#include <QImage>
#include <QPointer>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

class QMenu;
class QNativeGestureEvent;
class QTemporaryDir;

namespace diffuscope::ui {

class PixelPlate;
struct KeptInSight;
class ViewLink;

// One picture in its concept's frame: 3 px border, 2 px gap, pixels true (nearest, whole multiples of device pixels),
// centred in the space it gets.
//
// Looking: Ctrl+wheel and pinch zoom to the mouse (the plain wheel stays with what is around), the middle button or,
// when zoomed, the left one pans, double-click goes between fitted and zoomed; with the focus + - zoom, Ctrl+0 fits,
// and 0 and 1 (1:1) once Tab has brought the focus. Views of one ViewLink look together.
// Values: the pixel under the mouse, or moved by Alt+arrows, in [-1, 1] and 0..255, beside it and as the accessible
// description. M and Shift+M: colours and range of signed pictures, remembered by the view's role.
// Taking along: Ctrl+C, Ctrl+Shift+C (the numbers), saving, dragging out as PNG of the picture's own size (when zoomed
// with Alt or Ctrl, as a plain drag pans).
// Without a picture: a dashed frame with a hint, or what went wrong. GUI thread; PNG files are written by whoever takes
// its requests, see save_request.h.
class ImageView : public QWidget {
    Q_OBJECT
public:
    explicit ImageView(Concept frame, QWidget* parent = nullptr);
    ~ImageView() override;
    void setImage(const Image& image, float range = 1.0f); // range: value shown as white, e.g. 2.6 for noise
    void setImage(Image&& image, float range = 1.0f);      // without a copy
    void clear(const QString& hint = {});
    void setLoading(const QString& words); // what is shown stays until the next picture; empty: it isn't coming
    void setFailed(const QString& what);   // instead of a picture: what happened and what to do
    bool hasImage() const { return !image_.empty(); }
    const Image& image() const { return image_; }
    const QImage& picture() const; // 8 bits, as it is shown, one pixel a pixel
    float range() const;           // of the colours shown
    Concept frameConcept() const { return concept_; }
    void setFrameConcept(Concept which);

    void setSymbol(const QString& mathMarkup, const QString& words); // above the frame; also the accessible name
    QString symbol() const { return symbol_; }
    QString explanation() const;          // the tooltip above the picture
    void setCaption(const QString& text); // right of the words
    // What made the picture, kept in PNGs: asked for when somebody takes it along.
    void setRecipe(std::function<std::string()> recipe) { recipe_ = std::move(recipe); }

    // What the view is for ("reverse/noise"): the user's choice of colours is remembered under it.
    void setRole(const QString& role, const DisplayScale& usual = {});
    const DisplayScale& display() const { return display_; }
    void setDisplay(const DisplayScale& display); // as the user: remembered

    void setLink(ViewLink* link); // nullptr: on its own
    ViewLink* link() const { return link_; }
    // Is the picture in the list of numbers beside the mouse? Visible: while the view is.
    enum class Listing { Visible, Always, Never };
    void setListing(Listing listing) { listing_ = listing; }
    void setProbe(std::optional<QPoint> pixel); // column, row; of all linked views
    std::optional<QPoint> probe() const;
    QString probeText() const; // "column 12, row 7: R +0.123 (143) ..."; empty without a probe

    ViewTransform transform() const;
    void zoomBy(int levels); // about the probe or the middle
    void fit();
    void actualPixels();                               // one device pixel a pixel
    QRect pictureRect() const;                         // logical pixels, where the fitted picture lies
    bool ownsDigits() const { return keyboardFocus_; } // 0 and 1 are the view's, no typed time step
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return false; }

public Q_SLOTS:
    void copyPicture() const;
    void copyValues() const;
    void savePicture();                      // asks where, without blocking
    void savePictureTo(const QString& file); // comes back at once; saved() tells

Q_SIGNALS:
    void probed(std::optional<QPoint> pixel); // by mouse or keys; empty when the mouse left
    void clicked();
    void displayChanged();
    void saved(const QString& file, bool well);

protected:
    virtual void drawContent(QPainter& painter, const ViewTransform& t); // clipped to the frame
    virtual QImage takenPicture() const { return picture(); }            // what is copied, saved and dragged out
    void updateCursor();
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    enum class Empty { Hint, Loading, Failed };
    bool hasHeader() const;
    QRectF frameRect() const;
    void imageChanged(float range);
    void leaveFailure();
    void drawHeader(QPainter& painter, const QRectF& frame) const;
    double drawScale(QPainter& painter, double right, double left, double baseline) const;
    void drawEmpty(QPainter& painter, const QRectF& frame) const;
    void drawLoading(QPainter& painter, const QRectF& frame) const;
    void drawMarks(QPainter& painter, const ViewTransform& t) const;
    void linkProbeChanged();
    void hover(std::optional<QPoint> pixel);
    void movePixel(const QPoint& by);
    void showPlate(const QPoint& pixel);
    void keepInSight(const QPointF& share, bool here, std::vector<KeptInSight>& kept) const;
    void hidePlate();
    bool zoomKey(const QKeyEvent& event);
    bool nativeZoom(const QNativeGestureEvent& event);
    bool pinch(QEvent* event);
    void zoomTo(const QPointF& about, double scale);
    void addLookActions(QMenu& menu);
    void addColourActions(QMenu& menu);
    void cycleColours();
    void cycleRange();
    void copyValuesOf(const QPoint& pixel) const;
    QImage withRecipe() const;
    QString fileName() const;
    void dragOut();

    Concept concept_;
    Image image_;
    mutable QImage picture_;
    mutable bool stale_ = false; // picture_ is of an older image or display
    float usualRange_ = 1.0f;
    DisplayScale display_;
    mutable std::optional<float> shownRange_; // of this picture and display, once somebody has asked
    QString role_, symbol_, words_, caption_, hint_, loading_;
    Empty empty_ = Empty::Hint;
    Listing listing_ = Listing::Visible;
    std::function<std::string()> recipe_;
    ViewLink *link_ = nullptr, *own_; // link_ is another's, or own_
    QPointer<PixelPlate> plate_;
    std::unique_ptr<QTemporaryDir> dragged_; // files may be read after the drop: they go with the view
    std::optional<QPoint> hovered_;
    std::optional<QPoint> marked_; // drawn
    QPointF pressed_, panned_;
    double wheel_ = 0, pinched_ = 1; // what gestures gave and has not made a level yet
    bool keyboardFocus_ = false, panning_ = false;
};

} // namespace diffuscope::ui
