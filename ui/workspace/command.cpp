#include "ui/workspace/command.h"

#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/terms/explain.h"

#include <utility>

namespace diffuscope::ui {

namespace {

const QString kBinding = QStringLiteral("commandBinding");

void setIconName(QAbstractButton* button, const QString& name)
{
    if (auto* plain = qobject_cast<Button*>(button))
        plain->setIconName(name);
    else if (auto* small = qobject_cast<IconButton*>(button))
        small->setIconName(name);
}

} // namespace

Command::Command(const QString& id, const QString& group, const QString& title, QObject* owner)
    : QObject(owner), group_(group), title_(title)
{
    setObjectName(id);
}

Command& Command::does(std::function<void()> act)
{
    act_ = std::move(act);
    return *this;
}

Command& Command::onKey(int key, const QString& hint)
{
    key_ = key;
    hint_ = hint;
    return *this;
}

Command& Command::shownKeys(const QString& keys, const QString& hint)
{
    shownKeys_ = keys;
    hint_ = hint;
    return *this;
}

Command& Command::onShortcut(const QKeySequence& shortcut)
{
    shortcut_ = shortcut;
    return *this;
}

Command& Command::foundBy(const QString& keywords)
{
    keywords_ = keywords;
    return *this;
}

Command& Command::disabledBy(Reason reason)
{
    reason_ = std::move(reason);
    return *this;
}

Command& Command::within(std::function<bool()> isThere, std::function<void()> goThere)
{
    isThere_ = std::move(isThere);
    goThere_ = std::move(goThere);
    return *this;
}

Command& Command::passedOn()
{
    passedOn_ = true;
    return *this;
}

Command& Command::listed(int where)
{
    listed_ = where;
    return *this;
}

Command& Command::named(const QString& name, const QString& iconName)
{
    name_ = name;
    icon_ = iconName;
    refresh();
    return *this;
}

Command& Command::explained(const QString& tip)
{
    tip_ = tip;
    refresh();
    return *this;
}

void Command::setShown(bool shown)
{
    placed_ = true;
    hidden_ = !shown;
    refresh();
}

QString Command::keys() const
{
    if (!shownKeys_.isEmpty())
        return shownKeys_;
    const QKeySequence own = shortcut_.isEmpty() && key_ ? QKeySequence(key_) : shortcut_;
    return own.toString(QKeySequence::PortableText).replace(u'+', u' ');
}

void Command::run()
{
    if (!act_ || !disabledReason().isEmpty())
        return;
    if (!isThere() && goThere_)
        goThere_();
    act_();
}

void Command::refresh() { Q_EMIT changed(); }

void Command::dress(QAbstractButton* button, const QString& ownTip) const
{
    const QString reason = disabledReason();
    if (!name_.isEmpty() && button->text() != name_)
        button->setText(name_);
    if (!icon_.isEmpty())
        setIconName(button, icon_);
    const QString usual = keys().isEmpty() ? title_ : QStringLiteral("%1 (%2)").arg(title_, keys().replace(u' ', u'+'));
    setUsualToolTip(button, !tip_.isEmpty() ? tip_ : !ownTip.isEmpty() ? ownTip : usual);
    setReason(button, reason);
    button->setEnabled(reason.isEmpty());
    if (placed_)
        button->setVisible(!hidden_);
}

void Command::bind(QAbstractButton* button, Command* command)
{
    auto* before = button->findChild<QObject*>(kBinding, Qt::FindDirectChildrenOnly);
    const QString ownTip = before ? before->property("ownTip").toString() : usualToolTip(button);
    delete before;
    if (!command)
        return;
    auto* binding = new QObject(button); // ends with the button, or with the next one
    binding->setObjectName(kBinding);
    binding->setProperty("ownTip", ownTip);
    connect(button, &QAbstractButton::clicked, binding, [command] { command->run(); });
    connect(command, &Command::changed, binding, [command, button, ownTip] { command->dress(button, ownTip); });
    connect(command, &QObject::destroyed, binding, [button] { bind(button, nullptr); });
    command->dress(button, ownTip);
}

} // namespace diffuscope::ui
