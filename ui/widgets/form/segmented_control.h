#pragma once
#include <QStringList>
#include <QVariantAnimation>
#include <QWidget>

namespace diffuscope::ui {

// Segmented choice ("Jump | Walk"). Arrow keys move. Second words are drawn lighter. To assistive programs a group of
// radio buttons.
class SegmentedControl : public QWidget {
    Q_OBJECT
public:
    struct Segment {
        QString id, label, detail;
    };
    explicit SegmentedControl(const QList<Segment>& segments, QWidget* parent = nullptr);
    void setSegments(const QList<Segment>& segments);
    QString current() const; // id
    void setCurrent(const QString& id);
    void choose(int index); // as the user does
    int count() const { return int(segments_.size()); }
    const Segment& segment(int index) const { return segments_[index]; }
    QRect segmentRect(int index) const;
    int segmentAt(const QPoint& position) const; // -1: none
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void currentChanged(const QString& id);
    void chosenAgain(); // the current one, by the user

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override;

private:
    int naturalWidth(const Segment& segment) const;
    void drawSegment(QPainter& painter, int index) const;
    void moveThumb();
    QList<Segment> segments_;
    int current_ = 0, hovered_ = -1;
    QVariantAnimation thumb_;
};

} // namespace diffuscope::ui
