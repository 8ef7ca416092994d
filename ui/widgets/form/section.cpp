#include "ui/widgets/form/section.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kHeader = 34, kSide = 16, kBottom = 14, kTitleAt = 30, kNoteGap = 10;

// The note is whole beside the title or not there.
void placeNote(const QAbstractButton* header, QLabel* note)
{
    const int title = QFontMetrics(textFont(12, 600)).horizontalAdvance(header->text());
    note->setVisible(kTitleAt + title + kNoteGap + note->sizeHint().width() + kSide <= header->width());
}

class SectionHeader : public QAbstractButton {
public:
    SectionHeader(const QString& title, QWidget* parent) : QAbstractButton(parent)
    {
        setText(title);
        setAccessibleName(title);
        setToolTip(Section::tr("Fold or unfold this section"));
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(kHeader);
        setAttribute(Qt::WA_Hover);
        setCheckable(true);
        setChecked(true);
        setCursor(Qt::PointingHandCursor);
    }
    QSize sizeHint() const override { return {120, kHeader}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Palette& p = paletteOf(this);
        QPainter painter(this);
        drawIcon(painter, isChecked() ? QStringLiteral("chevron") : QStringLiteral("chevronRight"),
                 QRectF(8, (kHeader - 16) / 2.0, 16, 16), underMouse() ? p.text1 : p.text2);
        const QFont font = textFont(12, 600);
        painter.setFont(font);
        painter.setPen(p.text1);
        painter.drawText(QPointF(kTitleAt, std::round((kHeader + QFontMetricsF(font).capHeight()) / 2)), text());
        if (showsFocus(this))
            drawFocusRing(painter, QRectF(rect()).adjusted(3, 3, -3, -3), 5, p);
    }
};

} // namespace

Section::Section(const QString& title, QWidget* parent) : QWidget(parent)
{
    setAccessibleName(title);
    header_ = new SectionHeader(title, this);
    note_ = new QLabel(header_);
    note_->setProperty("role", "secondary");
    note_->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* across = new QHBoxLayout(header_);
    across->setContentsMargins(kTitleAt, 0, kSide, 0);
    across->addWidget(note_, 1, Qt::AlignRight | Qt::AlignVCenter);
    content_ = new QWidget(this);
    body_ = new QVBoxLayout(content_);
    body_->setContentsMargins(kSide, 0, kSide, kBottom);
    body_->setSpacing(8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 1);
    column->setSpacing(0);
    column->addWidget(header_);
    column->addWidget(content_);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    fold_.setEasingCurve(QEasingCurve::OutCubic);
    connect(header_, &QAbstractButton::toggled, this, &Section::setOpen);
    connect(&fold_, &QVariantAnimation::valueChanged, this,
            [this](const QVariant& height) { content_->setMaximumHeight(height.toInt()); });
    connect(&fold_, &QVariantAnimation::finished, this, [this] {
        content_->setVisible(open_);
        content_->setMaximumHeight(QWIDGETSIZE_MAX);
    });
}

void Section::setNote(const QString& text)
{
    note_->setText(text);
    placeNote(header_, note_);
}

void Section::setOpen(bool open)
{
    if (open == open_)
        return;
    open_ = open;
    header_->setChecked(open);
    const int full = content_->layout()->hasHeightForWidth() && testAttribute(Qt::WA_Resized)
                         ? content_->layout()->totalHeightForWidth(width())
                         : content_->sizeHint().height();
    content_->setVisible(true);
    fold_.stop();
    fold_.setDuration(animationTime(this));
    fold_.setStartValue(open ? 0 : full);
    fold_.setEndValue(open ? full : 0);
    fold_.start();
    Q_EMIT openChanged(open);
}

// The height that its present width asks for. Layouts hold a widget that may not grow to its hint, so a hint for
// another width would cut what wraps, and leave gaps where there is less of it.
QSize Section::sizeHint() const
{
    const QSize usual = QWidget::sizeHint();
    const bool placed = testAttribute(Qt::WA_Resized) && layout()->hasHeightForWidth();
    return placed ? QSize(usual.width(), layout()->totalHeightForWidth(width())) : usual;
}

void Section::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeNote(header_, note_);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

QSize Section::minimumSizeHint() const { return {QWidget::minimumSizeHint().width(), kHeader + 1}; }

void Section::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(hairline(painter, QRectF(0, height() - 1, width(), 1)), paletteOf(this).line);
}

} // namespace diffuscope::ui
