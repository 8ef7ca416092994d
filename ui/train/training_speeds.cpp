#include "ui/train/training_speeds.h"

#include "core/session/catalog.h"
#include "ui/settings/preferences.h"

#include <QByteArray>
#include <QString>

namespace diffuscope::ui {

namespace {

// What computes is part of it: the settings may have come from another machine.
QByteArray keyOf(const std::string& preset, int side)
{
    static const QByteArray machine = [] {
        const ComputeSummary summary = computeSummary();
        return QByteArray::fromStdString(summary.device) + '-' + QByteArray::number(summary.threads);
    }();
    return "speed/" + QByteArray::fromStdString(preset) + '-' + QByteArray::number(side) + '-' + machine;
}

} // namespace

double keptSpeed(const std::string& preset, int side)
{
    return Preferences::text(keyOf(preset, side).constData()).toDouble();
}

void keepSpeed(const SpeedMeasured& speed)
{
    const QByteArray key = keyOf(speed.preset, speed.side);
    Preferences::setText(key.constData(), QString::number(speed.imagesPerSecond, 'g', 4));
}

} // namespace diffuscope::ui
