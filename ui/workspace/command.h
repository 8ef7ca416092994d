#pragma once
#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>

class QAbstractButton;

namespace diffuscope::ui {

// One thing the program can do. Its buttons, its key, its line in the command search and in the sheet of keys are all
// made from this one object, so that they do the same at the same times. A mode's commands belong to its Workspace:
// chosen elsewhere, they bring their mode to the front first.
class Command : public QObject {
    Q_OBJECT
public:
    enum Listed { Nowhere = 0, Search = 1, Keys = 2, Everywhere = Search | Keys };
    using Reason = std::function<QString()>; // an empty answer: it can be done

    // `id` is the objectName ("new noise"), stable for tests and for finding it again. `group` is its heading in the
    // sheet of keys: "Timeline", a mode's title, "Program"; `title` its name in both lists: "New noise".
    Command(const QString& id, const QString& group, const QString& title, QObject* owner);

    // How it is set up, once; each returns the command itself.
    Command& does(std::function<void()> act);          // none: a line of the sheet of keys, for what others handle
    Command& onKey(int key, const QString& hint = {}); // where it belongs; `hint`: in the status line
    Command& shownKeys(const QString& keys, const QString& hint = {}); // in place of its own: "Shift ← →"
    Command& onShortcut(const QKeySequence& shortcut);                 // in the whole window
    Command& foundBy(const QString& keywords);                         // more words that find it
    Command& disabledBy(Reason reason);
    // Where it belongs within its mode. Elsewhere its key and its hint do not count, and run() brings it there first.
    Command& within(std::function<bool()> isThere, std::function<void()> goThere);
    Command& passedOn();        // its key means something to others while it cannot be done; else it says why not
    Command& listed(int where); // Listed, or-ed

    // What its buttons show. Empty: what they have of their own. May change; they follow.
    Command& named(const QString& name, const QString& iconName = {});
    Command& explained(const QString& tip); // while it can be done; else they say why not
    void setShown(bool shown);              // its buttons are there at all; never said: that is the layout's affair

    QString id() const { return objectName(); }
    const QString& group() const { return group_; }
    const QString& title() const { return title_; }
    const QString& keywords() const { return keywords_; }
    const QString& hint() const { return hint_; }
    const QKeySequence& shortcut() const { return shortcut_; }
    QString keys() const; // as shown, a cap for every word; empty: none
    int key() const { return key_; }
    bool isListed(Listed where) const { return listed_ & where; }
    bool isRunnable() const { return bool(act_); }
    bool isPassedOn() const { return passedOn_; }
    bool isThere() const { return !isThere_ || isThere_(); }
    QString disabledReason() const { return reason_ ? reason_() : QString(); }

    void run();     // nothing, while it can't be done
    void refresh(); // what its reason depends on has changed: its buttons look again

    // From now on the button is this command's: it runs it, and shows what is said above. Binding another one, or
    // none, ends that.
    static void bind(QAbstractButton* button, Command* command);

Q_SIGNALS:
    void changed();

private:
    void dress(QAbstractButton* button, const QString& ownTip) const;

    QString group_, title_, shownKeys_, hint_, keywords_, name_, icon_, tip_;
    QKeySequence shortcut_;
    std::function<void()> act_, goThere_;
    std::function<bool()> isThere_;
    Reason reason_;
    int key_ = 0, listed_ = Everywhere;
    bool passedOn_ = false, hidden_ = false, placed_ = false; // placed: setShown() was called
};

} // namespace diffuscope::ui
