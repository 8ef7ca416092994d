#pragma once
#include "core/base/image/image.h"

#include <QAbstractButton>
#include <QImage>
#include <QList>
#include <QScrollArea>
#include <QStringList>

#include <vector>

namespace diffuscope::ui {

// A class as a tile: a sample of it, and its name below. Without a sample: a dashed frame.
class ClassTile : public QAbstractButton {
    Q_OBJECT
public:
    explicit ClassTile(const QString& name, QWidget* parent = nullptr);
    void setPicture(const QImage& picture);
    bool hasPicture() const { return !picture_.isNull(); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void moved(int columns, int rows); // by an arrow key, or to an end: see ClassTiles

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QImage picture_;
};

// The classes of a model as tiles, one or none chosen. A click, Enter or Space chooses; arrows, Home and End only move
// the focus, so that going past a class draws nothing. Many of them scroll. GUI thread.
class ClassTiles : public QScrollArea {
    Q_OBJECT
public:
    explicit ClassTiles(QWidget* parent = nullptr);
    void setNames(const QStringList& names);
    void setPictures(const std::vector<Image>& pictures); // in the same order; fewer: the others have none
    void setCurrent(int label);                           // -1: none
    int current() const { return current_; }
    int count() const { return int(tiles_.size()); }
    ClassTile* tile(int label) const { return tiles_[label]; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void chosen(int label); // by the user, and again

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void arrange();
    void moveFrom(int label, int columns, int rows);

    QWidget* page_;
    QList<ClassTile*> tiles_;
    int current_ = -1;
};

} // namespace diffuscope::ui
