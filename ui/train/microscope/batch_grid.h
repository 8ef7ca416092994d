#pragma once
#include <QImage>
#include <QWidget>

#include <vector>

namespace diffuscope::ui {

class MicroscopeState;

// The pictures of the step, the followed one framed; a click or the arrow keys follow another. In the small form they
// are as the network gets them, with their t below.
class BatchGrid : public QWidget {
    Q_OBJECT
public:
    enum class Form { Large, Small };
    BatchGrid(MicroscopeState& state, Form form, QWidget* parent = nullptr);
    int count() const { return int(pictures_.size()); }
    QRect cellRect(int index) const;
    int cellAt(const QPoint& position) const; // -1: none
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void showStep();
    int columns() const;
    int cell(int width) const;
    int pitchDown(int width) const;

    MicroscopeState& state_;
    Form form_;
    std::vector<QImage> pictures_;
};

} // namespace diffuscope::ui
