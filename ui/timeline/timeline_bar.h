#pragma once
#include "ui/timeline/timeline_model.h"

#include <QTimer>
#include <QWidget>

namespace diffuscope::ui {

class TimelineTrack;
class TransportPanel;
class ReadoutPanel;

// Transport | track | read-outs, the same in every mode. Handles the timeline's keys when `handleKey` is given them.
class TimelineBar : public QWidget {
    Q_OBJECT
public:
    explicit TimelineBar(QWidget* parent = nullptr);
    void setModel(TimelineModel* model); // not owned; may be null
    TimelineModel* model() const { return model_; }
    void setCompact(bool compact);                                                 // 112 px, no loupe
    void setReadoutWidth(int width);                                               // 336 or 168
    bool handleKey(int key, Qt::KeyboardModifiers modifiers, const QString& text); // true when it was one of ours
    int trackLeft() const; // x of the track inside the bar, for plots that share the axis
    int trackWidth() const;

Q_SIGNALS:
    void trackMoved();

protected:
    void resizeEvent(QResizeEvent*) override;
    void paintEvent(QPaintEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void arrange();
    void setTyped(const QString& digits);
    bool handleTyping(int key, const QString& text);
    bool handleLetter(int key);
    TimelineModel* model_ = nullptr;
    TransportPanel* transport_;
    TimelineTrack* track_;
    ReadoutPanel* readouts_;
    QString typed_; // digits on their way to a jump
    QTimer typing_;
    int readoutWidth_ = 336;
    bool compact_ = false;
};

} // namespace diffuscope::ui
