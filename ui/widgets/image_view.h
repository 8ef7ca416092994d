#pragma once
#include "core/base/image.h"
#include "ui/style/theme.h"

#include <QImage>
#include <QWidget>

#include <optional>
#include <vector>

namespace diffuscope::ui {

// One picture in its concept's frame: 3 px border, 2 px gap, pixels true (nearest, whole multiples of device pixels),
// centred in the space it gets. Shows a probe cell under the mouse; several views can share one probe. An empty view
// shows a dashed frame with its hint. Context menu and Ctrl+C copy; dragging out gives a PNG.
class ImageView : public QWidget {
    Q_OBJECT
public:
    explicit ImageView(Concept frame, QWidget* parent = nullptr);
    void setImage(const Image& image, float range = 1.0f); // range: value shown as white, e.g. 2.6 for noise
    void clear(const QString& hint = {});
    bool hasImage() const { return !image_.empty(); }
    const Image& image() const { return image_; }
    void setSymbol(const QString& mathMarkup, const QString& words); // above the frame; also the accessible name
    void setCaption(const QString& text);                            // right of the words
    void setProbe(std::optional<QPoint> pixel);                      // column, row
    void setFramed(bool framed);
    QRect pictureRect() const; // logical pixels, where the picture is drawn
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
    void probed(std::optional<QPoint> pixel); // mouse moved over a pixel, or left
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    bool hasHeader() const;
    QRectF picturePlace() const; // exact, also where the device's pixels are no whole logical ones
    QRectF frameRect() const;
    void drawHeader(QPainter& painter, const QRectF& frame) const;
    std::optional<QPoint> pixelAt(const QPointF& position) const;
    void copyToClipboard() const;
    void dragOut();

    Concept concept_;
    Image image_;
    QImage picture_;
    float range_ = 1.0f;
    QString symbol_, words_, caption_, hint_;
    std::optional<QPoint> probe_;
    QPoint pressed_;
    bool framed_ = true;
};

// Many small pictures in rows; one may be selected (mouse, arrow keys, Tab). Shows dashed cells for missing ones.
class ContactSheetView : public QWidget {
    Q_OBJECT
public:
    explicit ContactSheetView(QWidget* parent = nullptr);
    void setImages(const std::vector<Image>& images, float range = 1.0f);
    void setExpectedCount(int count); // dashed cells until they come
    void setSelectable(bool selectable);
    int selected() const { return selected_; }
    void setSelected(int index);
    int count() const;
    QSize sizeHint() const override;

Q_SIGNALS:
    void selectionChanged(int index);
    void activated(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Grid {
        int columns = 1, rows = 1, cell = 32, gap = 6, left = 0, top = 0;
    };
    Grid grid() const;
    QRect cellRect(int index) const;
    int cellAt(const QPoint& position) const;

    std::vector<QImage> pictures_;
    int expected_ = 0, selected_ = 0;
    bool selectable_ = false;
};

} // namespace diffuscope::ui
