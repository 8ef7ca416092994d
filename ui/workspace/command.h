#pragma once
#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>

namespace diffuscope::ui {

// One thing the program can do. The table of them makes the shortcuts, the command search and the sheet of keys.
struct Command {
    QString id = {};            // "new noise": stable, for tests and for finding it again
    QString group = {};         // "Timeline", a mode's title, "Program", "Recent": heading of the sheet of keys
    QString title = {};         // "New noise"
    QString keys = {};          // as shown, a cap for every word: "Shift ← →"; empty: none, or those of `shortcut`
    QKeySequence shortcut = {}; // works in the whole window; empty: `keys` work where they belong
    std::function<void()> run = {};               // none: only for the sheet of keys
    std::function<QString()> disabledReason = {}; // why it can't run now; none or an empty answer: it can
    QString words = {};                           // more words that find it
    bool inHelp = true;

    QString shownKeys() const
    {
        return keys.isEmpty() ? shortcut.toString(QKeySequence::PortableText).replace(u'+', u' ') : keys;
    }
    QString disabledReasonNow() const { return disabledReason ? disabledReason() : QString(); }
};

} // namespace diffuscope::ui
