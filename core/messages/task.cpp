#include "core/messages/task.h"

namespace diffuscope {

const char* taskName(Task task)
{
    switch (task) {
    case Task::OpenDataset:
        return "open dataset";
    case Task::OpenImage:
        return "open image";
    case Task::BrowseDataset:
        return "browse dataset";
    case Task::OpenModel:
        return "open model";
    case Task::Sample:
        return "sample";
    case Task::Measure:
        return "measure";
    case Task::Export:
        return "export";
    case Task::ReadRecipe:
        return "read recipe";
    case Task::FindRuns:
        return "find runs";
    case Task::Train:
        return "train";
    case Task::ChangeTraining:
        return "change training";
    case Task::Probe:
        return "probe";
    case Task::SaveRun:
        return "save run";
    case Task::KeepPictures:
        return "keep pictures";
    case Task::Gallery:
        return "gallery";
    case Task::Dissect:
        return "look at a training step";
    case Task::KeepWalk:
        return "keep walk";
    }
    return "unknown";
}

} // namespace diffuscope
