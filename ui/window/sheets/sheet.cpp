#include "ui/window/sheets/sheet.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace diffuscope::ui {

Sheet::Sheet(QWidget* window, bool veiled) : QWidget(window), before_(QApplication::focusWidget()), veiled_(veiled)
{
    if (Sheet* other = openIn(window)) {
        before_ = other->before_;
        other->dismiss();
    }
    setFocusPolicy(Qt::StrongFocus);
    setGeometry(window->rect());
    window->installEventFilter(this);
}

Sheet* Sheet::openIn(const QWidget* window)
{
    for (auto* sheet : window->findChildren<Sheet*>(Qt::FindDirectChildrenOnly))
        if (!sheet->closing_ && sheet->isVisible())
            return sheet;
    return nullptr;
}

void Sheet::appear(QWidget* focus)
{
    show();
    raise();
    arrange();
    focus->setFocus(Qt::OtherFocusReason);
}

void Sheet::dismiss()
{
    if (closing_)
        return;
    closing_ = true;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget()) || QApplication::focusWidget() == this;
    hide();
    if (hadFocus && before_ && before_->isVisible())
        before_->setFocus(Qt::OtherFocusReason);
    deleteLater();
}

void Sheet::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (veiled_) {
        QColor veil = palette.base;
        veil.setAlpha(200);
        painter.fillRect(rect(), veil);
    }
    drawBox(painter, card(), 8, palette.raised, palette.line2);
}

void Sheet::keyPressEvent(QKeyEvent* event)
{
    event->accept();
    if (event->key() == Qt::Key_Escape)
        dismiss();
}

void Sheet::mousePressEvent(QMouseEvent* event)
{
    if (!card().contains(event->position().toPoint()))
        dismiss();
}

bool Sheet::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
        arrange();
    }
    return QWidget::eventFilter(watched, event);
}

// Round and round the sheet's own widgets.
bool Sheet::focusNextPrevChild(bool next)
{
    QWidget* const from = QApplication::focusWidget();
    QWidget* at = from;
    for (int guard = 0; at && guard < 10'000; ++guard) {
        at = next ? at->nextInFocusChain() : at->previousInFocusChain();
        if (at == from)
            return false;
        if (isAncestorOf(at) && at->isVisible() && at->isEnabled() && at->focusPolicy() & Qt::TabFocus) {
            at->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return false;
}

} // namespace diffuscope::ui
