#pragma once
#include "ui/style/theme.h"

#include <QWidget>

#include <optional>

namespace diffuscope::ui {

// A line of words with numbers: "largest share out, 56 %   whole gradient 1.204". What does not fit is left out from
// the end.
class NumberLine : public QWidget {
    Q_OBJECT
public:
    struct Part {
        QString words, value;
        std::optional<Concept> colour = {}; // of the value
    };
    explicit NumberLine(QWidget* parent = nullptr);
    void setParts(const QList<Part>& parts);
    QString text() const; // as it is read aloud
    QSize sizeHint() const override { return {400, 20}; }
    QSize minimumSizeHint() const override { return {100, 20}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Part> parts_;
};

} // namespace diffuscope::ui
