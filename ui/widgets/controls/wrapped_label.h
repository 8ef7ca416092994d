#pragma once
#include <QEvent>
#include <QLabel>

namespace diffuscope::ui {

// Words in as many lines as its width asks for: it insists on their height, also where a layout above it only asks for
// the usual size.
class WrappedLabel : public QLabel {
public:
    explicit WrappedLabel(const char* role, QWidget* parent = nullptr) : QLabel(parent)
    {
        setProperty("role", role);
        setWordWrap(true);
        setTextFormat(Qt::PlainText);
    }
    void setWords(const QString& text)
    {
        setText(text);
        fit();
    }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        QLabel::resizeEvent(event);
        fit();
    }
    bool event(QEvent* event) override
    {
        const bool done = QLabel::event(event);
        const auto type = event->type();
        if (type == QEvent::Polish || type == QEvent::FontChange || type == QEvent::StyleChange)
            fit();
        return done;
    }

private:
    void fit() // not before it has a place: for the width of a widget that no layout has seen, it would be far too high
    {
        setMinimumHeight(0); // a label never says that it needs less than its minimum
        if (testAttribute(Qt::WA_Resized) && !text().isEmpty())
            setMinimumHeight(heightForWidth(width()));
    }
};

} // namespace diffuscope::ui
