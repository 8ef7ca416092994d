#pragma once
#include "core/messages/task.h"

#include <QString>

#include <span>

namespace diffuscope::ui {

// What the window does about the failures of a task: the one table that decides where one is said and what the user
// can do next.
struct FailureRule {
    enum class Said {
        OnCard,    // above the canvas, unless the mode in front explains it in its own place
        WhereAsked // beside the control that asked for it, whatever the mode
    };
    Task task;
    Said said;
    const char* nextStep; // words of the card's button, see nextStepText(); null: there is nothing to do
    const char* command;  // id of the Command that the button runs
};
std::span<const FailureRule> failureRules(); // a row for each task
const FailureRule& failureRule(Task task);
QString nextStepText(const FailureRule& rule); // in the window's language; empty: none

} // namespace diffuscope::ui
