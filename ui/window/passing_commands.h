#pragma once
#include <QList>
#include <QString>

#include <functional>

class QObject;
class QWidget;

namespace diffuscope::ui {

class Command;
class Opener;
struct Term;
class TimelineModel;

// Commands that there are only at a moment; `owner` keeps them.

QList<Command*> chartCommands(const QWidget& window, QObject* owner); // the numbers of every chart in sight
QList<Command*> recentCommands(Opener& opener, QObject* owner);       // pictures, sets and models opened lately
QList<Command*> termCommands(std::function<void(const Term&)> show, QObject* owner); // what words and symbols mean

// "240", "t 240", "step 240" and "go to 240" jump there; anything else is no command. `model` may be null.
QList<Command*> stepCommands(const QString& typed, TimelineModel* model, QObject* owner);

} // namespace diffuscope::ui
