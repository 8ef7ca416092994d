#pragma once
#include "ui/style/theme.h"

#include <QWidget>

#include <optional>

namespace diffuscope::ui {

// Label whose digits keep their width (centred in the widest digit's cell), for live numbers.
class NumberLabel : public QWidget {
    Q_OBJECT
public:
    explicit NumberLabel(int pixelSize = 13, int weight = 600, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return text_; }
    void setColour(const QColor& colour); // fixed colour; default: text 1
    void setConcept(Concept which);       // the concept's text colour, follows the theme
    void setAlignment(Qt::Alignment alignment);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    static qreal draw(QPainter& painter, const QPointF& baseline, const QString& text, const QFont& font);
    static qreal width(const QString& text, const QFont& font);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString text_;
    QFont font_;
    std::optional<QColor> colour_;
    std::optional<Concept> concept_;
    Qt::Alignment alignment_ = Qt::AlignLeft | Qt::AlignVCenter;
};

} // namespace diffuscope::ui
