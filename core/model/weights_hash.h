#pragma once
#include <string>

namespace diffuscope {

struct ModelSnapshot;

// Tells weights apart, whatever files they lie in: 16 hexadecimal digits over every tensor's name, shape and float32
// values. The weights of a running training and those of the checkpoint of the same step have the same. Reads all of
// them at the first call for a snapshot (a gigabyte takes a fraction of a second), which then remembers it; any thread
// may call.
std::string weightsHash(const ModelSnapshot& model);

} // namespace diffuscope
