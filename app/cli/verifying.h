#pragma once
#include "app/cli/event_queue.h"
#include "core/messages/verification.h"
#include "core/session/session.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

// Drawing a picture again from its recipe, as `verify` and `gallery verify` do and say it.
namespace diffuscope::cli {

// Ctrl-C ends it: the answer says `cancelled`. `places`: see Session::verify(). Throws Error where the file cannot be
// read.
PictureVerified verifiedFile(Session& session, EventQueue& events, const std::string& file,
                             const std::vector<std::string>& places = {});

std::string verdictText(const PictureVerified& verified); // "the same, bit for bit (1 picture, 50 network calls)"
nlohmann::ordered_json verdictJson(const PictureVerified& verified); // without the file's name
int verdictCode(const PictureVerified& verified);                    // kDone, kDiffers or kNotCompared

} // namespace diffuscope::cli
