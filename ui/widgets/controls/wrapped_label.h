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
    void changeEvent(QEvent* event) override
    {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) // larger type needs more lines
            fit();
    }

private:
    void fit() { setMinimumHeight(text().isEmpty() ? 0 : heightForWidth(width())); }
};

} // namespace diffuscope::ui
