#include "ui/window/frame/appearance_control.h"

#include "ui/settings/preferences.h"

#include <QApplication>
#include <QEvent>
#include <QStyleHints>

namespace diffuscope::ui {

AppearanceControl::AppearanceControl(QObject* parent) : QObject(parent)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &AppearanceControl::apply);
#endif
    qApp->installEventFilter(this);
}

AppearanceControl::~AppearanceControl() { qApp->removeEventFilter(this); }

AppearanceControl::Theme AppearanceControl::theme() const
{
    if (Preferences::followsSystem())
        return Theme::System;
    return Preferences::appearance().theme == ThemeName::Ink ? Theme::Ink : Theme::Paper;
}

Appearance AppearanceControl::look() const { return appearanceOf(*qApp); }

void AppearanceControl::setTheme(Theme theme)
{
    if (theme == Theme::System)
        Preferences::setTheme(std::nullopt);
    else
        Preferences::setTheme(theme == Theme::Ink ? ThemeName::Ink : ThemeName::Paper);
    apply();
}

void AppearanceControl::toggleTheme() { setTheme(look().theme == ThemeName::Ink ? Theme::Paper : Theme::Ink); }

void AppearanceControl::setPresentation(bool large)
{
    Preferences::setFlag(Preferences::kPresentation, large);
    apply();
}

void AppearanceControl::setReducedMotion(bool reduced)
{
    Preferences::setFlag(Preferences::kReducedMotion, reduced);
    apply();
}

void AppearanceControl::setHighContrast(bool high)
{
    Preferences::setFlag(Preferences::kHighContrast, high);
    apply();
}

void AppearanceControl::setLecture(bool lecture)
{
    lecture_ = lecture;
    apply();
}

void AppearanceControl::apply()
{
    applying_ = true;
    Appearance wanted = Preferences::appearance();
    wanted.presentation = wanted.presentation || lecture_;
    applyAppearance(*qApp, wanted);
    applying_ = false;
    Q_EMIT changed();
}

// Before Qt 6.5 the desktop's palette is the only sign that it has become dark or light.
bool AppearanceControl::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == qApp && event->type() == QEvent::ApplicationPaletteChange && !applying_ && noteSystemPalette(*qApp))
        apply();
    return QObject::eventFilter(watched, event);
}

} // namespace diffuscope::ui
