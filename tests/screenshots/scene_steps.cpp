#include "tests/screenshots/scene_steps.h"

#include "ui/window/frame/notice_stack.h"
#include "ui/window/sheets/sheet.h"

#include <QAbstractButton>

namespace diffuscope::ui {

bool closeSheet(Stage& stage)
{
    if (Sheet* sheet = Sheet::openIn(&stage.window()))
        sheet->dismiss();
    return true;
}

void clearNotices(Stage& stage)
{
    auto* notices = stage.find<NoticeStack>("notices");
    for (const Task task : kTasks)
        notices->dismiss(task);
    for (const auto kind : {NoticeSubject::Kind::Recipe, NoticeSubject::Kind::Path, NoticeSubject::Kind::Lecture})
        notices->dismiss(kind);
}

bool press(Stage& stage, const char* name)
{
    auto* button = stage.window().findChild<QAbstractButton*>(QLatin1String(name));
    if (button)
        button->click();
    return button != nullptr;
}

} // namespace diffuscope::ui
