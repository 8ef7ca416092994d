#include "ui/window/failures.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace diffuscope::ui {

namespace {

constexpr auto kOnCard = FailureRule::Said::OnCard, kWhereAsked = FailureRule::Said::WhereAsked;

constexpr std::array kRules = {
    FailureRule{Task::OpenDataset, kOnCard, QT_TRANSLATE_NOOP("Failures", "Choose another folder…"), "open dataset"},
    FailureRule{Task::OpenImage, kOnCard, QT_TRANSLATE_NOOP("Failures", "Choose another picture…"), "open picture"},
    FailureRule{Task::BrowseDataset, kOnCard, nullptr, nullptr},
    FailureRule{Task::OpenModel, kOnCard, QT_TRANSLATE_NOOP("Failures", "Choose another model…"), "open model"},
    FailureRule{Task::Sample, kOnCard, QT_TRANSLATE_NOOP("Failures", "Go to Reverse"), "mode reverse"},
    FailureRule{Task::Measure, kWhereAsked, nullptr, nullptr},
    FailureRule{Task::Export, kOnCard, QT_TRANSLATE_NOOP("Failures", "Export somewhere else…"), "export again"},
    FailureRule{Task::ReadRecipe, kOnCard, QT_TRANSLATE_NOOP("Failures", "Choose another picture…"), "open picture"},
    FailureRule{Task::FindRuns, kOnCard, nullptr, nullptr},
    FailureRule{Task::Train, kOnCard, QT_TRANSLATE_NOOP("Failures", "Go to Train"), "mode train"},
    FailureRule{Task::Probe, kWhereAsked, nullptr, nullptr}, // with the run that has ended
    FailureRule{Task::SaveRun, kWhereAsked, nullptr, nullptr},
    FailureRule{Task::KeepPictures, kOnCard, nullptr, nullptr},
    FailureRule{Task::Gallery, kOnCard, nullptr, nullptr},
    FailureRule{Task::KeepWalk, kOnCard, nullptr, nullptr},
    FailureRule{Task::ChangeTraining, kOnCard, nullptr, nullptr},
    FailureRule{Task::Dissect, kWhereAsked, nullptr, nullptr}};
constexpr bool hasARowForEachTask()
{
    return std::equal(kRules.begin(), kRules.end(), kTasks.begin(), kTasks.end(),
                      [](const FailureRule& rule, Task task) { return rule.task == task; });
}
static_assert(hasARowForEachTask(), "in the order of the tasks");

} // namespace

std::span<const FailureRule> failureRules() { return kRules; }

const FailureRule& failureRule(Task task) { return kRules[std::size_t(task)]; }

QString nextStepText(const FailureRule& rule)
{
    return rule.nextStep ? QCoreApplication::translate("Failures", rule.nextStep) : QString();
}

} // namespace diffuscope::ui
