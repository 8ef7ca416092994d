#include "core/bench/operator_kinds.h"

#include <algorithm>
#include <cctype>

namespace diffuscope {
namespace {

// The first row with a word that the name contains decides.
struct Row {
    const char* kind;
    std::vector<std::string_view> words;
};

const std::vector<Row>& rows()
{
    static const std::vector<Row> all = {
        {"optimiser",
         {"adam", "optimis", "clip_grad", "diffuscope::clip", "diffuscope::ema", "_foreach", "addcmul_", "addcdiv_",
          "lerp_"}},
        {"convolution", {"conv"}},
        {"attention", {"attention", "softmax", "bmm"}},
        {"normalisation",
         {"group_norm", "groupnorm", "layer_norm", "batch_norm", "silu", "swish", "mish", "gelu", "relu", "sigmoid",
          "activation"}},
        {"linear", {"linear", "matmul", "addmm", "gemm", "::mm", "mmbackward", "addmv", "::mv"}},
        {"copy",
         {"copy", "::cat", "catbackward", "concat", "clone", "contiguous", "upsample", "aten::to", "tocopy", "reorder",
          "_pad", "padbackward", "pool", "zero", "fill", "slicebackward", "slice_backward"}},
        {"elementwise", {"::add",       "::sub",        "::rsub",      "::mul",       "::div",
                         "::sum",       "::mean",       "::neg",       "::pow",       "::sqrt",
                         "::exp",       "::sin",        "::cos",       "::norm",      "linalg_vector_norm",
                         "::square",    "addbackward",  "subbackward", "mulbackward", "divbackward",
                         "sumbackward", "meanbackward", "powbackward", "mse_loss"}},
    };
    return all;
}

} // namespace

const std::vector<std::string>& operatorKinds()
{
    static const std::vector<std::string> kinds = {"convolution", "linear",    "attention", "normalisation", "copy",
                                                   "elementwise", "optimiser", "data",      "other"};
    return kinds;
}

std::string operatorKind(std::string_view name)
{
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    for (const Row& row : rows())
        for (const std::string_view word : row.words)
            if (lower.find(word) != std::string::npos)
                return row.kind;
    return "other";
}

bool isOwnKernel(std::string_view name) { return name.starts_with("diffuscope::"); }

} // namespace diffuscope
