#pragma once
#include "core/metrics/pictures.h"

#include <torch/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

// A feature network that the user brings as a TorchScript file, usually an Inception. It gets pictures
// [N, 3, 299, 299] in [0, 1]: rounded to the 256 levels a PNG keeps, grey repeated to RGB, enlarged bilinearly or
// averaged down by area. A network that cannot take 299 x 299 gets the pictures' own size. It answers features [N, D].
class Inception {
public:
    explicit Inception(std::filesystem::path file); // throws Error naming the file when it is not TorchScript
    ~Inception();
    Inception(Inception&&) noexcept;

    // [N, D] float, for every picture in order. Throws Error naming the file for another or an infinite answer.
    torch::Tensor features(const Pictures& pictures, std::stop_token stop = {});

    bool resizes() const; // false: it turned out to want the pictures' own size

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

const std::vector<std::string>& torchScriptExtensions(); // that such files usually have; any other will do

} // namespace diffuscope
