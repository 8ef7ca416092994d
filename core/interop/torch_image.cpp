#include "core/interop/torch_image.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <torch/types.h>

#include <algorithm>
#include <sstream>

namespace diffuscope {
namespace {

std::string shapeText(const torch::Tensor& tensor)
{
    std::ostringstream text;
    if (tensor.defined())
        text << tensor.sizes();
    else
        text << "undefined";
    return text.str();
}

torch::Tensor onCpu(const torch::Tensor& tensor)
{
    return tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
}

Image copyOf(const float* values, const torch::Tensor& like)
{
    const auto sizes = like.sizes().slice(std::size_t(like.dim() - 3));
    Image image{int(sizes[0]), int(sizes[1]), int(sizes[2])};
    std::copy_n(values, image.values.size(), image.values.begin());
    return image;
}

} // namespace

torch::Tensor tensorOf(const std::vector<Image>& images)
{
    if (images.empty())
        throw Error("A batch needs at least one picture", "0 pictures");
    const Image& first = images.front();
    torch::Tensor batch =
        torch::empty({long(images.size()), first.channels, first.height, first.width}, torch::kFloat32);
    float* out = batch.data_ptr<float>();
    for (const Image& image : images) {
        if (!image.sameShape(first) || image.values.size() != first.values.size())
            throw Error("The pictures of a batch must have one size",
                        std::to_string(image.values.size()) + " values among " + std::to_string(first.values.size()));
        out = std::copy(image.values.begin(), image.values.end(), out);
    }
    return batch;
}

Image imageOf(const torch::Tensor& chw)
{
    if (!chw.defined() || chw.dim() != 3)
        throw Error("A picture's tensor has the shape [C, H, W]", shapeText(chw));
    const torch::Tensor source = onCpu(chw);
    return copyOf(source.data_ptr<float>(), source);
}

std::vector<Image> imagesOf(const torch::Tensor& nchw)
{
    if (!nchw.defined() || nchw.dim() != 4)
        throw Error("A batch's tensor has the shape [N, C, H, W]", shapeText(nchw));
    const torch::Tensor source = onCpu(nchw);
    std::vector<Image> images;
    for (std::int64_t k = 0; k < source.size(0); ++k)
        images.push_back(copyOf(source.data_ptr<float>() + k * source.stride(0), source));
    return images;
}

torch::Tensor noiseTensor(int count, int channels, int height, int width, std::uint64_t seed)
{
    std::vector<Image> images;
    for (int k = 0; k < count; ++k)
        images.push_back(noiseImage(channels, height, width, seed + std::uint64_t(k)));
    return tensorOf(images);
}

} // namespace diffuscope
