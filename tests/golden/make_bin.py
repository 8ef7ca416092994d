#!/usr/bin/env python3
# Makes tests/golden/bin-*: what torch.save and diffusers write, with what must be read from it beside.
# usage: make_bin.py FOLDER     needs torch >= 1.6 and diffusers (recorded with torch 1.13, diffusers 0.27)
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from diffusers import UNet2DModel
from safetensors.torch import save_file

WEIGHTS = "diffusion_pytorch_model"
OLD_NAMES = {".to_q.": ".query.", ".to_k.": ".key.", ".to_v.": ".value.", ".to_out.0.": ".proj_attn."}


def state_dict_of_every_kind():
    base = torch.arange(24.0).reshape(4, 6)
    state = OrderedDict(
        whole=base,
        transposed=base.t(),  # shares the storage of `whole`
        window=base[1:3, ::2],
        last_row=base[3],
        repeated=torch.tensor([1.0, 2.0]).expand(3, 2),  # stride 0
        permuted=torch.arange(2 * 3 * 4.0).reshape(2, 3, 4).permute(2, 0, 1),
        scalar=torch.tensor(3.5),
        empty=torch.zeros(0, 3),
        parameter=torch.nn.Parameter(torch.tensor([-1.0, 1e-30])),
        half=torch.tensor([1.0, -2.5, 65504.0]).half(),
        bfloat=torch.tensor([1.0, -2.5, 1e30]).bfloat16(),
        double=torch.tensor([1.0, 1e300], dtype=torch.float64),
        long=torch.tensor([1, -(2**40)]),
        int=torch.tensor([7, -7], dtype=torch.int32),
        byte=torch.tensor([0, 255], dtype=torch.uint8),
        bool=torch.tensor([True, False]),
    )
    state["namé"] = torch.tensor([9.0])
    state._metadata = OrderedDict([("", {"version": 1})])
    return state


def network():
    torch.manual_seed(0)
    net = UNet2DModel(
        sample_size=8, in_channels=1, out_channels=1, block_out_channels=(2, 2), layers_per_block=1,
        norm_num_groups=1, attention_head_dim=2, downsample_padding=0, flip_sin_to_cos=False, freq_shift=0,
        norm_eps=1e-6, down_block_types=("DownBlock2D", "AttnDownBlock2D"), up_block_types=("AttnUpBlock2D", "UpBlock2D"),
    ).eval()
    with torch.no_grad():
        for parameter in net.parameters():  # no bias of 0, no scale of 1: each must be read into its place
            parameter.add_(0.05 * torch.randn_like(parameter))
    return net


def write_config(net, folder, **more):
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads(net.to_json_string())
    config.update(more)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def write_flat_with_old_names(net, folder):
    """As google/ddpm-*: all in the root, attention's projections as 1x1 convolutions, samplers twice."""
    write_config(net, folder)
    old = OrderedDict()
    for name, value in net.state_dict().items():
        legacy = name
        for now, before in OLD_NAMES.items():
            legacy = legacy.replace(now, before)
        if legacy != name and value.dim() == 2:
            value = value[:, :, None, None]
        old[legacy] = value
        if "downsamplers.0.conv." in name:
            old[name.replace("conv.", "op.")] = value
            old[name.replace("conv.", "Conv2d_0.")] = value
    torch.save(old, folder / f"{WEIGHTS}.bin")
    pairs = {"scheduler": ["diffusers", "DDPMScheduler"], "unet": ["diffusers", "UNet2DModel"]}
    index = {"_class_name": "DDPMPipeline", "_diffusers_version": "0.1.1", **pairs}
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    scheduler = {
        "_class_name": "DDPMScheduler", "_diffusers_version": "0.1.1", "beta_end": 0.02, "beta_schedule": "linear",
        "beta_start": 0.0001, "clip_sample": True, "num_train_timesteps": 1000, "trained_betas": None,
        "variance_type": "fixed_large",
    }
    (folder / "scheduler_config.json").write_text(json.dumps(scheduler, indent=2) + "\n")


def write_shards(net, folder):
    write_config(net, folder / "unet")
    state = net.state_dict()
    names = list(state)
    parts = {f"{WEIGHTS}-00001-of-00002.bin": names[: len(names) // 2], f"{WEIGHTS}-00002-of-00002.bin": names[len(names) // 2 :]}
    for file, members in parts.items():
        torch.save(OrderedDict((name, state[name].clone()) for name in members), folder / "unet" / file)
    index = {"metadata": {"total_size": sum(4 * v.numel() for v in state.values())},
             "weight_map": {name: file for file, members in parts.items() for name in members}}
    (folder / "unet" / f"{WEIGHTS}.bin.index.json").write_text(json.dumps(index, sort_keys=True) + "\n")


def write_trainer_folder(net, folder):
    """A training script's output before it has finished: raw and averaged weights in checkpoint-N."""
    averaged = folder / "checkpoint-20" / "unet_ema"
    write_config(net, averaged, decay=0.9999, inv_gamma=1.0, min_decay=0.0, optimization_step=20, power=0.75,
                 update_after_step=0, use_ema_warmup=True)
    torch.save({"state_dict": net.state_dict(), "epoch": 3, "loss": 0.25}, averaged / f"{WEIGHTS}.bin")
    write_config(net, folder / "checkpoint-20" / "unet")  # never opened
    write_config(net, folder / "checkpoint-3" / "unet")


def main():
    root = Path(sys.argv[1])
    everything = state_dict_of_every_kind()
    (root / "bin-types").mkdir(parents=True, exist_ok=True)
    torch.save(everything, root / "bin-types" / "weights.bin")
    save_file({k: v.detach().contiguous() for k, v in everything.items()}, root / "bin-types" / "expected.safetensors")

    net = network()
    write_flat_with_old_names(net, root / "bin-flat")
    write_shards(net, root / "bin-shards")
    write_trainer_folder(net, root / "bin-trainer")
    write_config(net, root / "bin-half" / "unet")
    half = OrderedDict((name, value.half()) for name, value in net.state_dict().items())
    torch.save(half, root / "bin-half" / "unet" / f"{WEIGHTS}.fp16.bin")

    sample, timestep = torch.linspace(-1, 1, 128).reshape(2, 1, 8, 8), torch.tensor([3, 800])
    with torch.no_grad():
        output = net(sample, timestep).sample
    save_file({"sample": sample, "timestep": timestep, "output": output}, root / "bin-flat" / "io.safetensors")


if __name__ == "__main__":
    main()
