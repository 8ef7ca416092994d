#include "ui/widgets/controls/empty_state.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace diffuscope::ui {

EmptyState::EmptyState(const QString& sentence, QWidget* parent) : QWidget(parent)
{
    auto* words = new QLabel(sentence, this);
    words->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    words->setFont(textFont(13, 500));
    words->setProperty("role", "secondary");
    setAccessibleName(sentence);
    actions_ = new QHBoxLayout;
    actions_->setSpacing(8);
    actions_->addStretch(1);
    actions_->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(16);
    column->addStretch(1);
    column->addWidget(words);
    column->addLayout(actions_);
    column->addStretch(1);
}

Button* EmptyState::addAction(const QString& text, const QString& iconName, bool primary)
{
    auto* button = new Button(text, iconName, primary ? Button::Look::Primary : Button::Look::Normal, this);
    actions_->insertWidget(actions_->count() - 1, button);
    return button;
}

void EmptyState::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const double side = std::min({width() * 0.8, height() * 0.8, 320.0});
    QColor faint = paletteOf(this).state.graphic;
    faint.setAlphaF(0.06f);
    const QPointF centre = QRectF(rect()).center();
    drawIcon(painter, QStringLiteral("logo"), QRectF(centre - QPointF(side, side) / 2, QSizeF(side, side)), faint);
}

QLabel* caption(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", "caption");
    return label;
}

namespace {

class Separator : public QFrame {
public:
    using QFrame::QFrame;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(hairline(painter, rect()), paletteOf(this).line);
    }
};

} // namespace

QFrame* separator(QWidget* parent)
{
    auto* line = new Separator(parent);
    line->setFixedHeight(1);
    return line;
}

} // namespace diffuscope::ui
