#pragma once
#include "core/base/image/image.h"
#include "ui/style/theme.h"

#include <QWidget>

#include <vector>

namespace diffuscope::ui {

struct KeptInSight {
    QRect place;
    double weight; // how bad it is to hide all of it
};

// The numbers of one pixel beside the mouse: a row for each linked picture, its symbol, its values in [-1, 1] and its
// bytes. Floats in the window, lets the mouse through.
class PixelPlate : public QWidget {
public:
    struct Row {
        QString symbol, words; // words where there is no symbol
        Concept frame = Concept::State;
        std::vector<float> values; // 1 or 3
        std::vector<int> bytes;
        bool here = false; // the picture under the mouse
    };
    explicit PixelPlate(QWidget* window);
    void setContent(const QString& place, const std::vector<Row>& rows, const QString& hint);
    // Near the pixel, where the least is hidden; all of it in the window.
    void showBeside(const QRect& cell, const std::vector<KeptInSight>& kept);
    static QPoint placeBeside(const QRect& cell, const QSize& plate, const QSize& room,
                              const std::vector<KeptInSight>& kept);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString place_, hint_;
    std::vector<Row> rows_;
    int symbolWidth_ = 0;
};

} // namespace diffuscope::ui
