#pragma once
#include "ui/reverse/step/step_parts.h"

#include <QWidget>

namespace diffuscope::ui {

class SegmentedControl;

// The arithmetic of one pixel in every sum of a step: weight x pixel = product, and what they come to.
class PixelTable : public QWidget {
    Q_OBJECT
public:
    explicit PixelTable(QWidget* parent = nullptr);
    void show(const std::optional<StepParts>& parts, const QPoint& pixel, int channel, bool words);
    QString text() const; // as it is read aloud and copied: a line a row, tabs between

Q_SIGNALS:
    void channelChosen(int channel);

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Block {
        QString title;
        std::optional<PixelRows> rows; // empty: not all of its pictures are kept
    };
    void drawRow(QPainter& painter, int y, const PixelRow& row, bool result) const;
    QList<Block> blocks_;
    SegmentedControl* channels_;
    int height_ = 0;
    bool words_ = false; // in the place of symbols
};

} // namespace diffuscope::ui
