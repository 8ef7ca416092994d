#pragma once
#include "core/base/image/image.h"

#include <QImage>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace diffuscope::ui {

// Many small pictures in rows, for assistive programs a Table of them; one may be selected (mouse, arrow keys, Tab).
// Shows dashed cells for missing ones.
class ContactSheetView : public QWidget {
    Q_OBJECT
public:
    explicit ContactSheetView(QWidget* parent = nullptr);
    void setImages(const std::vector<Image>& images, float range = 1.0f);
    void setExpectedCount(int count); // dashed cells until they come
    // Of the pictures, in order: names for tool tips and readers, and shorter ones to stand below where there is room.
    void setNames(const QStringList& names, const QStringList& shortNames);
    QString nameOf(int index) const; // empty: none
    void setSelectable(bool selectable);
    void setTopAligned(bool top); // rows start at the upper left; centred otherwise
    int selected() const { return selected_; }
    void setSelected(int index);
    int count() const;
    int columns() const { return grid().columns; }
    QRect cellRect(int index) const;
    int cellAt(const QPoint& position) const; // -1: none
    QSize sizeHint() const override;

Q_SIGNALS:
    void selectionChanged(int index);
    void activated(int index);
    void clicked(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Grid {
        int columns = 1, rows = 1, cell = 32, gap = 6, left = 0, top = 0, words = 0; // words: height of the names
    };
    Grid grid() const;
    Grid gridWith(int words) const;

    std::vector<QImage> pictures_;
    QStringList names_, shortNames_;
    int expected_ = 0, selected_ = 0;
    bool selectable_ = false, topAligned_ = false;
};

} // namespace diffuscope::ui
