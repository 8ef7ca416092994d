#pragma once
#include <QColor>
#include <QString>
#include <QWidget>

namespace diffuscope::ui {

// One line of mathematics from a small mark-up: letters are italic, digits upright;  x_t  x_{t-1}  a^2  \bar{a}
// \hat{x}  \sqrt{...}  \text{upright}  \alpha \epsilon \sigma \beta \mu;  \signal{...} \noise{...} \state{...}
// \prediction{...} \error{...} colour a run by its concept. Unknown commands are drawn as written. To assistive
// programs it is plain text, and one that shows a term of the glossary says in its tooltip what that is.
class MathText : public QWidget {
    Q_OBJECT
public:
    explicit MathText(const QString& markup = {}, int pixelSize = 17, QWidget* parent = nullptr);
    void setMarkup(const QString& markup);
    void setPixelSize(int size);
    void setColour(const QColor& colour); // of runs without a concept; default: palette's text 1
    void setAlignment(Qt::Alignment alignment);
    QString markup() const { return markup_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    // Draws into any painter; returns the advance width. `origin` is the left end of the baseline.
    static qreal draw(QPainter& painter, const QPointF& origin, const QString& markup, int pixelSize,
                      const QColor& colour, const QWidget* themed);
    static QString plain(const QString& markup); // "√ᾱₜ x₀", for names and sentences
    static QSizeF measure(const QString& markup, int pixelSize);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void describe();
    QString markup_;
    int pixelSize_;
    QColor colour_;
    Qt::Alignment alignment_ = Qt::AlignLeft | Qt::AlignVCenter;
};

} // namespace diffuscope::ui
