// How the cost of what is read and what is kept grows: walking and opening a folder against its number of files, a
// trajectory's memory against steps x images. Prints one JSON object; growth.sh makes tables and a plot of it.
// usage: data_growth [most files, 1000000]        the files lie in the system's temporary folder and go at the end
#include "core/base/error.h"
#include "core/base/image/frame.h"
#include "core/base/memory.h"
#include "core/base/random.h"
#include "core/data/dataset.h"
#include "core/data/sources/folder_walk.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace diffuscope;
using Json = nlohmann::json;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// A binary PPM, 32 x 32: opening it costs the file, the duplicates' hash and the copy, and almost no decoding.
void writePicture(const fs::path& file, std::uint64_t number)
{
    std::ofstream out(file, std::ios::binary);
    out << "P6 32 32 255\n";
    std::string values(32 * 32 * 3, '\0');
    for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = char((k * (number % 251 + 1) + number / 251) & 0xff);
    out << values;
}

// 1,000 files a sub-folder, added to what is there: `from` .. `to`.
void addFiles(const fs::path& root, int from, int to)
{
    for (int k = from; k < to; ++k) {
        const fs::path folder = root / ("part-" + std::to_string(k / 1000));
        if (k % 1000 == 0)
            fs::create_directories(folder);
        writePicture(folder / ("picture-" + std::to_string(k) + ".ppm"), std::uint64_t(k));
    }
}

Json scanOf(const fs::path& root, const fs::path& cache, int files)
{
    std::vector<Dataset::Skipped> skipped;
    const auto walking = std::chrono::steady_clock::now();
    const int found = imagesBelow(root, skipped, {}, {}).size();
    const double walk = secondsSince(walking);
    if (found != files)
        throw Error("The walk found " + std::to_string(found) + " of " + std::to_string(files) + " files",
                    root.string());
    DatasetOptions options;
    options.cacheFolder = cache;
    const auto opening = std::chrono::steady_clock::now();
    const auto set = openDataset(root.string(), options);
    const double open = secondsSince(opening);
    const auto again = std::chrono::steady_clock::now();
    const bool same = openDataset(root.string(), options)->digest() == set->digest();
    const double reopen = secondsSince(again);
    if (set->size() != files || !same)
        throw Error("The set is not what was written", root.string());
    return {{"files", files},           {"walk_seconds", walk},      {"open_seconds", open},
            {"reopen_seconds", reopen}, {"mapped", bool(set->file)}, {"resident_bytes", residentMemory()}};
}

// Records steps x images as the sampling worker does, with pictures of 64 x 64 in colour, and counts what is held.
Json trajectoryOf(int steps, int images)
{
    constexpr std::size_t kValues = 3 * 64 * 64;
    Json row{{"steps", steps}, {"images", images}};
    try {
        const auto storage = trajectoryStorage(std::size_t(steps) + 1, std::size_t(images), kValues, kTrajectoryBudget);
        row["bits"] = {storage.stateBits, storage.predictionBits, storage.remainderBits};
        std::vector<Image> states, noise, data;
        for (int k = 0; k < images; ++k) {
            states.push_back(noiseImage(3, 64, 64, std::uint64_t(3 * k)));
            noise.push_back(noiseImage(3, 64, 64, std::uint64_t(3 * k + 1)));
            data.push_back(noiseImage(3, 64, 64, std::uint64_t(3 * k + 2)));
        }
        const std::uint64_t before = residentMemory();
        std::vector<FrameImages> frames{FrameImages(states, storage)};
        std::size_t held = frames.front().bytes();
        const auto start = std::chrono::steady_clock::now();
        for (int step = 0; step < steps; ++step) {
            frames.emplace_back(states, noise, data, 0.5, frames.back(), storage);
            held += frames.back().bytes();
        }
        row["seconds_per_frame"] = secondsSince(start) / steps;
        row["bytes"] = held;
        row["resident_growth"] = residentMemory() - std::min(before, residentMemory());
    } catch (const Error& error) {
        row["refused"] = error.what();
    }
    return row;
}

} // namespace

int main(int count, char** words)
{
    const int most = count > 1 ? std::atoi(words[1]) : 1'000'000;
    if (most < 1000) {
        std::cerr << "usage: data_growth [most files, at least 1000]\n";
        return 2;
    }
    const fs::path scratch = fs::temp_directory_path() / ("diffuscope-data-growth-" + std::to_string(getpid()));
    Json report{{"scan", Json::array()}, {"trajectory", Json::array()}};
    int result = 0;
    try {
        for (const int steps : {50, 250, 1000})
            for (const int images : {1, 4, 16, 64})
                report["trajectory"].push_back(trajectoryOf(steps, images));
        int written = 0;
        for (int files = 1000; files <= most; files *= 10) {
            addFiles(scratch / "set", written, files);
            written = files;
            report["scan"].push_back(scanOf(scratch / "set", scratch / "cache", files));
            std::cerr << files << " files\n";
        }
        std::cout << report.dump(2) << "\n";
    } catch (const std::exception& error) {
        std::cerr << "data_growth: " << error.what() << "\n";
        result = 1;
    }
    std::error_code ignored;
    fs::remove_all(scratch, ignored);
    return result;
}
