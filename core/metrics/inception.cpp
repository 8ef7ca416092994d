#include "core/metrics/inception.h"

#include "core/interop/torch_image.h"

#include <torch/script.h>

#include <optional>
#include <string>
#include <string_view>

namespace diffuscope {
namespace {

constexpr int kSide = 299;
constexpr int kImagesAtOnce = 16;

const char* const kAdvice =
    "It takes pictures [N, 3, 299, 299] with values from 0 to 1 and answers features [N, D]: save such a network with "
    "torch.jit.save.";

// LibTorch's words without its stack traces: an interpreted network's failure has its own one before the reason.
std::string reasonOf(const std::exception& problem)
{
    constexpr std::string_view kMark = "RuntimeError: ";
    const std::string text = problem.what();
    const auto mark = text.rfind(kMark);
    const auto start = mark == std::string::npos ? text.find_first_not_of('\n') : mark + kMark.size();
    return start == std::string::npos ? "" : text.substr(start, text.find('\n', start) - start);
}

// [-1, 1] to [0, 1] on the levels of 8 bits, three channels.
torch::Tensor prepared(const torch::Tensor& pictures)
{
    const torch::Tensor levels = (pictures / 2 + 0.5).clamp(0, 1).mul(255).round().div(255);
    return levels.size(1) == 3 ? levels : levels.repeat({1, 3, 1, 1});
}

torch::Tensor resized(const torch::Tensor& pictures)
{
    torch::Tensor fitted = pictures;
    if (fitted.size(2) > kSide || fitted.size(3) > kSide)
        fitted = torch::adaptive_avg_pool2d(
            fitted, {std::min<std::int64_t>(fitted.size(2), kSide), std::min<std::int64_t>(fitted.size(3), kSide)});
    return torch::upsample_bilinear2d(fitted, {kSide, kSide}, false);
}

} // namespace

struct Inception::Impl {
    std::filesystem::path file;
    torch::jit::script::Module network;
    std::optional<bool> resizes; // known after the first batch

    [[noreturn]] void refuse(const std::string& happened, const std::string& detail) const
    {
        throw Error(happened, file.string() + (detail.empty() ? "" : ": " + detail), kAdvice);
    }

    torch::Tensor ask(const torch::Tensor& pictures)
    {
        const torch::jit::IValue answer = network.forward({pictures});
        if (!answer.isTensor())
            refuse("The Inception file answers no features", "a " + answer.tagKind() + " instead of a tensor");
        return answer.toTensor();
    }

    // The first batch decides the size.
    torch::Tensor answer(const torch::Tensor& pictures)
    {
        if (resizes)
            return ask(*resizes ? resized(pictures) : pictures);
        std::string reason;
        for (const bool resizing : {true, false})
            try {
                torch::Tensor features = ask(resizing ? resized(pictures) : pictures);
                resizes = resizing;
                return features;
            } catch (const Error&) {
                throw;
            } catch (const std::exception& problem) {
                reason = reason.empty() ? reasonOf(problem) : reason;
            }
        refuse("The Inception file cannot use the pictures", reason);
    }

    torch::Tensor checked(const torch::Tensor& features, std::int64_t count) const
    {
        if (!features.defined() || features.dim() != 2 || features.size(0) != count || features.size(1) < 1 ||
            !features.is_floating_point())
            refuse("The Inception file answers no features",
                   features.defined() ? "shape " + c10::str(features.sizes()) + " for " + std::to_string(count) +
                                            " pictures instead of [" + std::to_string(count) + ", D]"
                                      : "nothing");
        const torch::Tensor plain = features.to(torch::kCPU, torch::kFloat32);
        if (!plain.isfinite().all().item<bool>())
            refuse("The Inception file answers values that are not finite", "");
        return plain;
    }
};

Inception::Inception(std::filesystem::path file) : impl_(std::make_unique<Impl>())
{
    impl_->file = std::move(file);
    std::error_code problem;
    if (!std::filesystem::is_regular_file(impl_->file, problem))
        impl_->refuse("The Inception file does not exist", "");
    try {
        impl_->network = torch::jit::load(impl_->file.string(), torch::kCPU);
        impl_->network.eval();
    } catch (const std::exception& error) {
        impl_->refuse("The Inception file is not TorchScript", reasonOf(error));
    }
}

Inception::~Inception() = default;
Inception::Inception(Inception&&) noexcept = default;

torch::Tensor Inception::features(const Pictures& pictures, std::stop_token stop)
{
    const torch::NoGradGuard noGradient;
    std::vector<torch::Tensor> all;
    for (int start = 0; start < pictures.count; start += kImagesAtOnce) {
        throwIfStopped(stop);
        std::vector<Image> batch;
        for (int k = start; k < std::min(pictures.count, start + kImagesAtOnce); ++k)
            batch.push_back(pictures.at(k));
        torch::Tensor features;
        try {
            features = impl_->answer(prepared(tensorOf(batch)));
        } catch (const Error&) {
            throw;
        } catch (const std::exception& problem) {
            impl_->refuse("The Inception file cannot use the pictures", reasonOf(problem));
        }
        all.push_back(impl_->checked(features, std::int64_t(batch.size())));
    }
    return torch::cat(all);
}

bool Inception::resizes() const { return impl_->resizes.value_or(true); }

const std::vector<std::string>& torchScriptExtensions()
{
    static const std::vector<std::string> extensions = {".pt", ".pth", ".ts", ".jit", ".torchscript"};
    return extensions;
}

} // namespace diffuscope
