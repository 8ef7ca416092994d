#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

QLabel* wrapped(const char* role, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText); // what failed may be a file name
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

NoticeCard::NoticeCard(Tone tone, const QString& title, const QString& detail, QWidget* parent)
    : QFrame(parent), tone_(tone)
{
    title_ = wrapped("title", this);
    detail_ = wrapped("secondary", this);
    actions_ = new QWidget(this);
    actions_->hide();
    actionRow_ = new QHBoxLayout(actions_);
    actionRow_->setContentsMargins(0, 6, 0, 0);
    actionRow_->setSpacing(8);
    actionRow_->addStretch(1);
    auto* close = new IconButton(QStringLiteral("close"), tr("Close"), this);
    close->setBox(24, 24, 16);
    connect(close, &QAbstractButton::clicked, this, &NoticeCard::closed);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(title_);
    column->addWidget(detail_);
    column->addWidget(actions_);
    column->addStretch(1);
    auto* across = new QHBoxLayout(this);
    across->setContentsMargins(40, 10, 8, 10);
    across->setSpacing(8);
    across->addLayout(column, 1);
    across->addWidget(close, 0, Qt::AlignTop);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    setText(title, detail);
}

QPushButton* NoticeCard::addAction(const QString& text)
{
    auto* button = new Button(text, {}, Button::Look::Normal, actions_);
    actionRow_->insertWidget(actionRow_->count() - 1, button);
    actions_->show();
    return button;
}

void NoticeCard::setText(const QString& title, const QString& detail)
{
    title_->setText(title);
    detail_->setText(detail);
    detail_->setVisible(!detail.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(detail);
}

void NoticeCard::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawBox(painter, rect(), 6, p.raised, p.line2);
    const QColor mark = tone_ == Tone::Error ? p.error.graphic : p.text3;
    painter.save();
    painter.setClipRect(0, 0, 3, height());
    drawBox(painter, QRectF(0, 0, 12, height()), 6, mark, QColor());
    painter.restore();
    drawIcon(painter, tone_ == Tone::Error ? QStringLiteral("warning") : QStringLiteral("info"), QRectF(13, 9, 18, 18), tone_ == Tone::Error ? p.error.text : p.text2);
}

} // namespace diffuscope::ui
