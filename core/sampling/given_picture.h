#pragma once
#include "core/base/image/image.h"
#include "core/messages/sample_parts.h"

#include <string>

namespace diffuscope {

struct UNetConfig;

bool isTold(const GivenPicture& given); // it is there, or at least its hash says that one belongs there

// A picture as the model takes it, of 8-bit values.
struct LoadedPicture {
    Image image;
    std::string hash;                  // of its bytes and its shape
    int fileWidth = 0, fileHeight = 0; // of the file before it was fitted; of others the image's
};

// Reads, decodes and fits on the calling thread. Throws Error where there is no such picture, where it has another
// shape than the model's, and where it is not the one whose hash is asked for.
LoadedPicture loadGivenPicture(const GivenPicture& given, int side, int channels);

// How a recipe keeps it: small ones, and those that lie in no file, with their pixels.
KeptPicture keptPicture(const GivenPicture& given, const LoadedPicture& loaded);

int sideOf(const UNetConfig& config, const std::string& model); // throws Error where the model does not say it

} // namespace diffuscope
