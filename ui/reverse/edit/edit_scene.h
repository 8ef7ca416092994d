#pragma once
#include "core/base/image/image.h"
#include "core/messages/job.h"
#include "ui/style/theme.h"

#include <QString>

#include <optional>
#include <vector>

// What an edit shows, as data: the page and the strip draw it, whatever the way.
namespace diffuscope::ui {

class Trajectory;

// One of the three large pictures. Without a picture: its hint in a dashed frame.
struct EditPicture {
    bool shown = true;
    Concept frame = Concept::State;
    QString symbol = {}, words = {}, caption = {}, hint = {};
    Image image = {};
    float range = 1; // shown as white
};

// The shown walk along the noise axis, below the results.
struct EditFilm {
    enum class Kind { None, Guess, RoundTrip }; // its guesses; the way up to its noise, the way back, how far apart
    Kind kind = Kind::None;
    JobId job = 0;                   // of the walk
    const Trajectory* run = nullptr; // not owned: as long as this walk is its way's
    int picture = 0;
};

struct EditScene {
    EditPicture left = {}, middle = {}, right = {};
    QString firstArrow = {}, secondArrow = {}; // what leads from one to the next, a line or two; empty: none
    QString number = {}, numberWords = {};     // that says how it went: "38.8 dB", "PSNR of the round trip"
    EditFilm film = {};
};

// One of the results in the strip.
struct EditItem {
    QString label = {}, name = {}; // below it, and whole: "50 %", "from 50 %"
    Image result = {};             // empty: it has not come yet
    Image start = {};              // what it was walked from
    float startRange = 1;
    int walk = 0, picture = 0; // of the run
    int step = 0;              // of a ladder: where on the noise axis it stands
};

// The strip: all results of a way.
struct EditResults {
    QString title = {}, about = {}, hint = {}; // hint: in the place of the results, while there are none
    std::vector<EditItem> items = {};
    bool onAxis = false; // a ladder, over the timeline's noise axis
    int totalSteps = 1000;
};

} // namespace diffuscope::ui
