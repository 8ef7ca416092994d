#pragma once
#include "ui/style/theme.h"

#include <QImage>
#include <QWidget>

#include <optional>

namespace diffuscope::ui {

// A square picture in a frame, a dashed one where there is none. Decorative: what it is stands beside it.
class MomentPicture : public QWidget {
public:
    explicit MomentPicture(std::optional<Concept> frame, QWidget* parent = nullptr); // none: ink
    void setPicture(const QImage& picture);
    const QImage& picture() const { return picture_; }
    static constexpr int kLeast = 56, kMost = 84; // pixels of a side
    void setSide(int side);                       // all beside each other are of one size
    QSize sizeHint() const override { return {kLeast, side_}; }
    QSize minimumSizeHint() const override { return {kLeast, side_}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<Concept> frame_;
    QImage picture_;
    int side_ = kLeast;
};

} // namespace diffuscope::ui
