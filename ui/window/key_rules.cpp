#include "ui/window/key_rules.h"

#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTextEdit>

namespace diffuscope::ui {

namespace {

template <typename... Kinds> bool isA(const QWidget* widget) { return (... || qobject_cast<const Kinds*>(widget)); }

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

} // namespace

bool needsKey(const QWidget* focused, int key)
{
    if (!focused)
        return false;
    if (focused->property("takesKeys").toBool()) // something to draw on
        return true;
    if (isA<QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QMenu>(focused))
        return true;
    const bool confirms = key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter;
    if (isA<QAbstractButton>(focused))
        return confirms;
    const bool ends = key == Qt::Key_Home || key == Qt::Key_End;
    const bool pages = key == Qt::Key_PageUp || key == Qt::Key_PageDown;
    if (focused->property("takesArrows").toBool()) // many things, one of which is the current one
        return isArrow(key) || ends || pages || (confirms && key != Qt::Key_Space);
    if (const auto* combo = qobject_cast<const QComboBox*>(focused)) // letters choose only in its open list
        return combo->isEditable() || isArrow(key) || ends || pages || confirms || key == Qt::Key_F4;
    if (isA<QAbstractItemView>(focused))
        return isArrow(key) || ends || pages || confirms;
    if (isA<QScrollArea>(focused))
        return isArrow(key) || pages;
    if (isA<QAbstractSlider>(focused))
        return isArrow(key) || ends || pages;
    if (isA<SegmentedControl>(focused))
        return isArrow(key);
    if (const auto* view = qobject_cast<const ImageView*>(focused))
        return view->ownsDigits() && (key == Qt::Key_0 || key == Qt::Key_1);
    if (isA<ContactSheetView>(focused))
        return isArrow(key) || ends || (confirms && key != Qt::Key_Space) || key == Qt::Key_Tab ||
               key == Qt::Key_Backtab;
    return false;
}

} // namespace diffuscope::ui
