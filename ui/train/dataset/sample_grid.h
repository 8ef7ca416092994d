#pragma once
#include "core/base/image/image.h"

#include <QImage>
#include <QWidget>

#include <vector>

namespace diffuscope::ui {

// Pictures exactly as a network gets them: every pixel a square of whole device pixels, as large as the width allows.
class SampleGrid : public QWidget {
    Q_OBJECT
public:
    explicit SampleGrid(QWidget* parent = nullptr);
    void setImages(const std::vector<Image>& images);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {560, heightForWidth(560)}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Grid {
        int columns = 1, rows = 1, scale = 1; // device pixels a pixel
        double cell = 1;                      // logical
    };
    Grid gridFor(int width) const;
    std::vector<QImage> pictures_;
};

} // namespace diffuscope::ui
