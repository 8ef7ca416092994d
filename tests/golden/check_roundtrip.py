#!/usr/bin/env python3
# Checks a folder that this program wrote against diffusers: DDPMPipeline opens it, and its network computes what
# diffuscope-cli predict computes from the folder that it was converted from.
# usage: check_roundtrip.py DIFFUSCOPE_CLI ORIGINAL CONVERTED [--tolerance 1e-4]
#   exit code 0 when they agree. Needs torch, diffusers and safetensors.
# SPDX-License-Identifier: GPL-3.0-or-later
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from diffusers import DDPMPipeline
from safetensors.torch import load_file, save_file


def inputs_for(net):
    generator = torch.Generator().manual_seed(0)
    side = net.config.sample_size or 32
    tensors = {"sample": torch.randn(2, net.config.in_channels, side, side, generator=generator),
               "timestep": torch.tensor([3, 800])}
    if net.config.num_class_embeds:
        tensors["class_labels"] = torch.tensor([0, net.config.num_class_embeds - 1])
    return tensors


def ours(cli, model, tensors):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.safetensors"), Path(folder, "out.safetensors")
        save_file(tensors, str(source))
        subprocess.run([cli, "predict", "--model", model, "--input", str(source), "--output", str(target)], check=True,
                       stdout=subprocess.DEVNULL)
        return load_file(str(target))["output"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("original")
    parser.add_argument("converted")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()

    pipeline = DDPMPipeline.from_pretrained(options.converted)
    net = pipeline.unet.eval()
    tensors = inputs_for(net)
    with torch.no_grad():
        theirs = net(tensors["sample"], tensors["timestep"], class_labels=tensors.get("class_labels")).sample
    largest = 0.0
    for name, folder in (("original", options.original), ("converted", options.converted)):
        off = (ours(options.cli, folder, tensors) - theirs).abs().max().item()
        print(f"{name}: at most {off:.3g} from diffusers, {sum(p.numel() for p in net.parameters())} parameters")
        largest = max(largest, off)
    if not largest <= options.tolerance:  # also when it is no number
        sys.exit(f"further apart than {options.tolerance}")


if __name__ == "__main__":
    main()
