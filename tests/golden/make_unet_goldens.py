#!/usr/bin/env python3
"""Records small networks of diffusers' UNet2DModel for tests/core/model/tst_unet_variants.cpp.

Needs torch, numpy and diffusers 0.27 (with Debian 12's torch 1.13 the recorded weights are those of this repository):

    python3 tests/golden/make_unet_goldens.py            # writes tests/golden/unet-variants/<name>/
    python3 tests/golden/make_unet_goldens.py fourier    # only this one

Each folder holds
  config.json     only the keys that differ from the defaults, so that defaults are tested, too;
  tensors.txt     name, shape and checksum of every weight right after torch.manual_seed(0), in the state dict's order.
                  The checksum is the sum of the bit patterns, read as signed 32-bit integers;
  io.safetensors  sample, timestep, class_labels where the network takes some, and output. Weights are not stored: they
                  follow from the seed. The norms start as ones and zeros, which would hide mistakes, so before the
                  evaluation 0.2 sin(i + k) is added to element i of every tensor k (its line in tensors.txt, from 0)
                  whose name contains "norm".
"""
import json
import os
import struct
import sys

import torch
from diffusers import UNet2DModel

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "unet-variants")


def config(channels, down, up, **others):
    return dict(block_out_channels=channels, down_block_types=down, up_block_types=up, sample_size=8, **others)


DOWN, UP = "DownBlock2D", "UpBlock2D"
ATTN_DOWN, ATTN_UP = "AttnDownBlock2D", "AttnUpBlock2D"
RES_DOWN, RES_UP = "ResnetDownsampleBlock2D", "ResnetUpsampleBlock2D"
SKIP_DOWN, SKIP_UP = "SkipDownBlock2D", "SkipUpBlock2D"
ATTN_SKIP_DOWN, ATTN_SKIP_UP = "AttnSkipDownBlock2D", "AttnSkipUpBlock2D"

CONFIGS = {
    # openai/diffusers-cd_imagenet64 in small
    "consistency": config(
        [16, 24, 32], [RES_DOWN, ATTN_DOWN, ATTN_DOWN], [ATTN_UP, ATTN_UP, RES_UP], layers_per_block=3,
        norm_num_groups=8, attn_norm_num_groups=4, attention_head_dim=8, resnet_time_scale_shift="scale_shift",
        downsample_type="resnet", upsample_type="resnet", num_class_embeds=10, in_channels=3, out_channels=6),
    "scale-shift": config(
        [8, 16], [DOWN, ATTN_DOWN], [ATTN_UP, UP], layers_per_block=1, norm_num_groups=4, attention_head_dim=None,
        resnet_time_scale_shift="scale_shift", mid_block_scale_factor=1.7, downsample_type=None),
    "no-attention": config(
        [8, 16], [RES_DOWN, RES_DOWN], [RES_UP, RES_UP], layers_per_block=1, norm_num_groups=8, add_attention=False,
        act_fn="mish", mid_block_scale_factor=2, upsample_type="resnet"),
    "odd-heads": config(
        [8, 16, 16], [ATTN_DOWN, DOWN, ATTN_DOWN], [UP, ATTN_UP, ATTN_UP], norm_num_groups=4, attention_head_dim=3,
        attn_norm_num_groups=2, act_fn="GELU", downsample_padding=0, mid_block_scale_factor=1.4142135,
        norm_eps=1e-3),
    "conv-down-resnet-up": config(
        [8, 8, 16], [ATTN_DOWN, RES_DOWN, DOWN], [ATTN_UP, UP, RES_UP], layers_per_block=1, norm_num_groups=2,
        upsample_type="resnet", downsample_padding=0, dropout=0.3),
    "resnet-down-conv-up": config(
        [8, 16, 8], [ATTN_DOWN, DOWN, ATTN_DOWN], [RES_UP, ATTN_UP, ATTN_UP], layers_per_block=1, norm_num_groups=4,
        downsample_type="resnet", attention_head_dim=4),
    "fourier": config(
        [8, 16], [DOWN, ATTN_DOWN], [ATTN_UP, UP], layers_per_block=1, norm_num_groups=4, act_fn="relu",
        time_embedding_type="fourier"),
    "fourier-classes": config(
        [8, 8], [DOWN, DOWN], [UP, UP], layers_per_block=1, norm_num_groups=4, time_embedding_type="fourier",
        class_embed_type="timestep"),
    "learned": config(
        [8, 16], [ATTN_DOWN, DOWN], [UP, ATTN_UP], layers_per_block=1, norm_num_groups=4, act_fn="gelu",
        time_embedding_type="learned", num_train_timesteps=50, class_embed_type="timestep"),
    "class-timestep": config(
        [8, 16], [DOWN, ATTN_DOWN], [ATTN_UP, UP], layers_per_block=1, norm_num_groups=4, class_embed_type="timestep",
        flip_sin_to_cos=False, freq_shift=1, num_class_embeds=3),
    "class-identity": config(
        [8, 16], [DOWN, ATTN_DOWN], [ATTN_UP, UP], layers_per_block=1, norm_num_groups=4, class_embed_type="identity",
        center_input_sample=True, resnet_time_scale_shift="scale_shift", attn_norm_num_groups=8, act_fn="mish"),
    "up-and-down-widths": config(
        [24, 8, 32, 16], [ATTN_DOWN, RES_DOWN, DOWN, ATTN_DOWN], [ATTN_UP, UP, RES_UP, ATTN_UP], norm_num_groups=8,
        attention_head_dim=None, in_channels=1, out_channels=2),
    "one-block": config(
        [9], [ATTN_DOWN], [ATTN_UP], layers_per_block=3, norm_num_groups=3, attention_head_dim=4, in_channels=2,
        out_channels=1, flip_sin_to_cos=False),
    # google/ncsnpp-* in small
    "ncsnpp": config(
        [32, 32, 32], [SKIP_DOWN, ATTN_SKIP_DOWN, SKIP_DOWN], [SKIP_UP, ATTN_SKIP_UP, SKIP_UP], layers_per_block=2,
        norm_num_groups=None, attention_head_dim=None, norm_eps=1e-6, mid_block_scale_factor=2**0.5,
        time_embedding_type="fourier", center_input_sample=True),
    "skip-mixed": config(
        [32, 32, 64], [SKIP_DOWN, ATTN_DOWN, ATTN_SKIP_DOWN], [ATTN_UP, ATTN_SKIP_UP, SKIP_UP], layers_per_block=1,
        norm_num_groups=8, attention_head_dim=16, resnet_time_scale_shift="scale_shift", act_fn="gelu"),
}


def write_safetensors(path, tensors):
    names = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def weights(model):
    # 0.27 keeps the fourier frequencies under two names; later versions write only the first.
    return [(name, tensor) for name, tensor in model.state_dict().items() if name != "time_proj.W"]


def inputs(keys, model):
    generator = torch.Generator().manual_seed(1)
    found = {"sample": torch.randn(2, model.config.in_channels, 16, 8, generator=generator)}
    kind = keys.get("time_embedding_type", "positional")
    found["timestep"] = torch.tensor({"positional": [7, 961], "learned": [0, 49]}.get(kind, [0.37, 41.5]))
    if keys.get("class_embed_type") == "identity":
        found["class_labels"] = torch.randn(2, 4 * keys["block_out_channels"][0], generator=generator)
    elif keys.get("class_embed_type") == "timestep":
        found["class_labels"] = torch.tensor([3, 17]) if kind == "learned" else torch.tensor([2.5, 17.0])
    elif keys.get("num_class_embeds"):
        found["class_labels"] = torch.tensor([9, 0])
    return found


def record(name, keys):
    torch.manual_seed(0)
    model = UNet2DModel(**keys).eval()
    folder = os.path.join(HERE, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as file:
        file.write(json.dumps({"_class_name": "UNet2DModel", **keys}, indent=2, sort_keys=True) + "\n")
    with open(os.path.join(folder, "tensors.txt"), "w") as file:
        for key, tensor in weights(model):
            bits = tensor.numpy().view("int32").astype("int64").sum()
            file.write(f"{key}\t{list(tensor.shape)}\t{bits}\n")
    with torch.no_grad():
        for k, (key, tensor) in enumerate(weights(model)):
            if "norm" in key:
                tensor += 0.2 * torch.sin(torch.arange(tensor.numel(), dtype=torch.float32) + k)
        io = inputs(keys, model)
        io["output"] = model(**io).sample
    write_safetensors(os.path.join(folder, "io.safetensors"), io)
    print(name, sum(t.numel() for _, t in weights(model)), "weights, output", float(io["output"].std()))


if __name__ == "__main__":
    for chosen in sys.argv[1:] or CONFIGS:
        record(chosen, CONFIGS[chosen])
