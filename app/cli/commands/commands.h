#pragma once
#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace diffuscope::cli {

// One command: how it is parsed, and what it does once it was. `run` throws Error when it fails and returns the exit
// code otherwise.
struct Command {
    CLI::App* parser = nullptr;
    std::function<int()> run;
};

// Each adds its command to the program; one file each.
Command addTrain(CLI::App& program);
Command addSample(CLI::App& program);
Command addInvert(CLI::App& program);
Command addLadder(CLI::App& program);
Command addRace(CLI::App& program);
Command addInterpolate(CLI::App& program);
Command addAnagram(CLI::App& program);
Command addHybrid(CLI::App& program);
Command addFan(CLI::App& program);
Command addCopying(CLI::App& program);
Command addDenoise(CLI::App& program);
Command addJudge(CLI::App& program);
Command addSchedule(CLI::App& program);
Command addForward(CLI::App& program);
Command addPredict(CLI::App& program);
Command addConvert(CLI::App& program);
Command addVerify(CLI::App& program);
Command addInspect(CLI::App& program);
Command addMeasure(CLI::App& program);
Command addRuns(CLI::App& program);
Command addGallery(CLI::App& program);
Command addBench(CLI::App& program);
Command addList(CLI::App& program);

constexpr int kDone = 0, kFailed = 1, kWrongUsage = 2;
constexpr int kDiffers = 3, kNotCompared = 4; // of verify

} // namespace diffuscope::cli
