#pragma once
#include <algorithm>
#include <vector>

namespace diffuscope::ui {

// Where the rows of the two clocks lie, for all that is beside each other. Lengths are pixels.
struct ClockRows {
    static constexpr int kPitch = 40, kTop = 42, kMost = 14; // below the words; of rows
    std::vector<int> rows = {};                              // of the history, rising, one in each place

    static int placesIn(int height) { return std::clamp((height - kTop) / kPitch, 3, kMost); }
    int count() const { return int(rows.size()); }
    static int top(int place) { return kTop + place * kPitch; }
    static int middle(int place) { return top(place) + kPitch / 2; }
    int placeOf(int row) const // -1: it has none
    {
        const auto found = std::find(rows.begin(), rows.end(), row);
        return found == rows.end() ? -1 : int(found - rows.begin());
    }
    int placeAt(int y) const // the nearest; -1: there is none
    {
        return rows.empty() ? -1 : std::clamp((y - kTop) / kPitch, 0, count() - 1);
    }
    bool operator==(const ClockRows&) const = default;
};

} // namespace diffuscope::ui
