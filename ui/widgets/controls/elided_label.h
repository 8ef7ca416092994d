#pragma once
#include <QLabel>
#include <QPainter>
#include <QStyle>

namespace diffuscope::ui {

// One line of words that takes what room is left: what has none ends in an ellipsis, never in half a word, and can be
// read whole in the tooltip.
class ElidedLabel : public QLabel {
public:
    explicit ElidedLabel(const QString& text = {}, Qt::TextElideMode mode = Qt::ElideRight, QWidget* parent = nullptr)
        : QLabel(text, parent), mode_(mode)
    {
        setTextFormat(Qt::PlainText);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    void setWhole(const QString& text) // shown and told
    {
        setText(text);
        setToolTip(text);
    }
    int wholeWidth() const { return fontMetrics().horizontalAdvance(text()); }
    QString shown() const { return fontMetrics().elidedText(text(), mode_, contentsRect().width()); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        style()->drawItemText(&painter, contentsRect(), int(Qt::AlignLeft | Qt::AlignVCenter), palette(), isEnabled(),
                              shown(), foregroundRole());
    }

private:
    Qt::TextElideMode mode_;
};

} // namespace diffuscope::ui
