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
    static constexpr int kSide = 84; // all beside each other are of one size
    QSize sizeHint() const override { return {kSide, kSide}; }
    QSize minimumSizeHint() const override { return {kSide, kSide}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<Concept> frame_;
    QImage picture_;
};

} // namespace diffuscope::ui
