#pragma once
#include <array>

namespace diffuscope {

// What a client can ask for that may fail.
enum class Task {
    OpenDataset,
    OpenImage,
    BrowseDataset,
    OpenModel,
    Sample,
    Measure,
    Export,
    ReadRecipe,
    FindRuns,
    Train,
    Probe,
    SaveRun,
    KeepPictures,
    Gallery,
    KeepWalk,
    ChangeTraining,
    Dissect
};
inline constexpr std::array kTasks = {Task::OpenDataset,  Task::OpenImage, Task::BrowseDataset, Task::OpenModel,
                                      Task::Sample,       Task::Measure,   Task::Export,        Task::ReadRecipe,
                                      Task::FindRuns,     Task::Train,     Task::Probe,         Task::SaveRun,
                                      Task::KeepPictures, Task::Gallery,   Task::KeepWalk,      Task::ChangeTraining,
                                      Task::Dissect};
const char* taskName(Task task); // "open dataset", ...: for logs and the command line

} // namespace diffuscope
