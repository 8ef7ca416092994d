#pragma once
#include <map>
#include <string>

namespace diffuscope {

// The small JSON files around a model's weights. `file` names the text in messages.

// model_index.json. Throws Error naming the part when it is damaged or describes a pipeline that a U-Net alone cannot
// run: another network than UNet2DModel, or pictures that an autoencoder would still have to decode.
void checkModelIndex(const std::string& text, const std::string& file);
std::string modelIndexToJson(); // a DDPMPipeline of UNet2DModel and DDPMScheduler

// diffusion_pytorch_model.safetensors.index.json: which shard holds a tensor. Tensor name -> file name beside the
// index; a name that is anything but a plain file name throws Error.
std::map<std::string, std::string> weightMapFromJson(const std::string& text, const std::string& file);

} // namespace diffuscope
