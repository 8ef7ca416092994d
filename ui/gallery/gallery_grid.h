#pragma once
#include "ui/gallery/gallery_geometry.h"

#include <QAbstractScrollArea>
#include <QSet>

#include <vector>

namespace diffuscope::ui {

class GalleryList;

// Pictures under headings, as many as there are: only those in sight are painted, and read. One is the current one,
// with the keyboard's place; any number may be selected (Ctrl, Shift, a heading). For assistive programs a Table of
// what is in the list.
class GalleryGrid : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit GalleryGrid(GalleryList& list, QWidget* parent = nullptr);

    GalleryId current() const { return current_; } // 0: none
    void setCurrent(GalleryId id);                 // alone selected, and scrolled to
    std::vector<GalleryId> selected() const;       // in the order of the list
    int selectedCount() const { return int(selected_.size()); }
    void selectAll();
    void setMarks(GalleryId a, GalleryId b); // of the comparison; 0: none
    void setTileSide(int side);
    int tileSide() const { return side_; }
    int columns() const { return geometry_.columns(); }

    int count() const; // of the list: what readers of it are told
    int currentIndex() const;
    bool isSelected(int index) const;
    QString nameOf(int index) const;
    QRect tileRect(int index) const; // in the viewport
    int tileAt(const QPoint& place) const;
    QString headingOf(int band) const;

Q_SIGNALS:
    void selectionChanged();
    void activated(diffuscope::GalleryId id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void relist();
    void layOut();
    void readInSight();
    int contentY() const;
    void moveTo(int index, Qt::KeyboardModifiers modifiers);
    void choose(int index, Qt::KeyboardModifiers modifiers);
    void selectRange(int from, int to);
    void reveal(int index);
    void tellCurrent();
    void showDay();
    QString groupDetail(int band) const;
    void paintHeading(QPainter& painter, int band) const;
    void paintTile(QPainter& painter, int index) const;

    GalleryList& list_;
    GalleryGeometry geometry_;
    QSet<GalleryId> selected_;
    GalleryId current_ = 0, anchor_ = 0, a_ = 0, b_ = 0, top_ = 0; // top_: the first one in sight,
    int side_ = 96, topOffset_ = 0;                                // and how far below the edge it begins
    double wheel_ = 0;
};

} // namespace diffuscope::ui
