#include "ui/settings/preferences.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QSettings>

namespace diffuscope::ui {

namespace {

constexpr qint64 kLargestScene = 4'000'000; // a picture of 512 x 512 that is nothing but noise takes a quarter

const QLatin1String kTheme("theme"), kInk("ink"), kPaper("paper");

} // namespace

Appearance Preferences::appearance()
{
    Appearance look{systemTheme(), flag(kHighContrast), flag(kReducedMotion), flag(kPresentation)};
    if (!followsSystem())
        look.theme = QSettings().value(kTheme).toString() == kInk ? ThemeName::Ink : ThemeName::Paper;
    return look;
}

QString Preferences::sceneFile(const QString& id)
{
    return QFileInfo(QSettings().fileName()).dir().filePath(QStringLiteral("scene-%1.json").arg(id));
}

QString Preferences::scene(const QString& id)
{
    QFile file(sceneFile(id));
    if (file.open(QIODevice::ReadOnly))
        return QString::fromUtf8(file.read(kLargestScene));
    return text((id == QLatin1String("forward") ? id : QStringLiteral("modes/") + id).toUtf8().constData());
}

bool Preferences::setScene(const QString& id, const QByteArray& text)
{
    QSaveFile file(sceneFile(id));
    QFileInfo(file.fileName()).dir().mkpath(QStringLiteral("."));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
}

bool Preferences::followsSystem() { return QSettings().value(kTheme).toString().isEmpty(); }

void Preferences::setTheme(std::optional<ThemeName> theme)
{
    if (theme)
        QSettings().setValue(kTheme, *theme == ThemeName::Ink ? kInk : kPaper);
    else
        QSettings().remove(kTheme);
}

bool Preferences::flag(const char* key, bool fallback)
{
    return QSettings().value(QLatin1String(key), fallback).toBool();
}

void Preferences::setFlag(const char* key, bool value) { QSettings().setValue(QLatin1String(key), value); }

QString Preferences::text(const char* key, const QString& fallback)
{
    return QSettings().value(QLatin1String(key), fallback).toString();
}

void Preferences::setText(const char* key, const QString& value) { QSettings().setValue(QLatin1String(key), value); }

QByteArray Preferences::bytes(const char* key) { return QSettings().value(QLatin1String(key)).toByteArray(); }

void Preferences::setBytes(const char* key, const QByteArray& value)
{
    QSettings().setValue(QLatin1String(key), value);
}

QStringList Preferences::recent(const char* list) { return QSettings().value(QLatin1String(list)).toStringList(); }

void Preferences::addRecent(const char* list, const QString& value, int most)
{
    QStringList values = recent(list);
    values.removeAll(value);
    values.prepend(value);
    QSettings().setValue(QLatin1String(list), QStringList(values.mid(0, most)));
}

void Preferences::removeRecent(const char* list, const QString& value)
{
    QStringList values = recent(list);
    values.removeAll(value);
    QSettings().setValue(QLatin1String(list), values);
}

} // namespace diffuscope::ui
