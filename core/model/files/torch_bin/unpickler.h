#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

// A tensor as a pickle describes it: a view of a storage whose bytes lie elsewhere. Counts are in elements.
struct PickledTensor {
    std::string name, dtype, storage;
    std::uint64_t storageCount = 0, offset = 0;
    std::vector<std::int64_t> shape, strides;
};

// The tensors of a pickled state dict: the dictionary itself, or its entry "state_dict". What is no tensor (an epoch,
// nested dictionaries) is passed over. Names are valid UTF-8 and differ.
//
// A pickle is a program. This machine runs the few instructions that torch.save writes, can name only OrderedDict,
// torch's rebuild functions and its storage types, and calls nothing: it notes what a tensor would be made of.
// Anything else throws Error with `happened`, the file and the instruction or the name; so do misuse of the memo or
// of marks, and counts or a depth that no state dict has. Memory is bounded by a constant times the pickle's size.
// Instructions: Python's pickletools; what torch.save writes: torch/serialization.py and torch/_utils.py, 1.6 to 2.
std::vector<PickledTensor> unpickleTensors(std::string_view pickle, const std::string& file,
                                           const std::string& happened);

} // namespace diffuscope
