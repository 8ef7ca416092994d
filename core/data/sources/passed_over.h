#pragma once
#include "core/data/dataset.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

// What lies in a folder or an archive and is not read as a picture: what somebody may have meant as one is named among
// the skipped files, the rest is counted, to say what lies there where no pictures are found.
class PassedOver {
public:
    explicit PassedOver(std::vector<Dataset::Skipped>& skipped) : skipped_(skipped) {}

    // A file without the ending of a picture. `start`: its first bytes, empty where nobody looked.
    void add(const std::string& path, std::string_view start = {});
    void addHiddenFolder() { ++hiddenFolders_; }

    // Whether the first bytes of a file of this name could tell more than the name. Says so for a few thousand files
    // only: to look at a million would take minutes.
    bool wantsStart(std::string_view name);

    std::string contents() const; // "2 .npy files (a.npy, b.npy), 1 .txt file (readme.txt)"; empty: nothing
    std::string advice() const;   // what to do with that
    void remark(DatasetReport& report) const;

private:
    struct Kind {
        int count = 0;
        std::vector<std::string> first;
    };
    std::vector<Dataset::Skipped>& skipped_;
    std::map<std::string, Kind> kinds_; // by ending
    int hiddenFolders_ = 0, looked_ = 0;
};

constexpr std::size_t kStartBytes = 32; // enough for every mark of a picture format

// What the name of a file ends in, in lower case, with the dot; empty where there is none.
std::string endingOf(std::string_view name);

// "HEIC" and the like for the ending of a picture format that is not read; else empty.
std::string unreadPictureKind(std::string_view name);

// A set without pictures: says what lies in its place.
[[noreturn]] void refuseWithoutPictures(const std::string& source, const PassedOver& over);

} // namespace diffuscope
