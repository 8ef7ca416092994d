#!/usr/bin/env python3
"""Reads generated pictures with a classifier that was trained apart, to say how many are what they should be.

usage: judge.py fit IMAGES LABELS JUDGE.pt          IMAGES and LABELS are MNIST's idx files (.gz)
       judge.py fit SET.safetensors JUDGE.pt        as `diffuscope-cli inspect --arrays` writes a set
       judge.py read JUDGE.pt SAMPLES.safetensors   samples of classes 0, 1, ..., 0, 1, ... as
                                                    `diffuscope-cli sample --raw` writes them

`fit` prints the share of held-out pictures that the judge reads rightly, `read` the share of samples that are read as
their class. Needs PyTorch (Debian: python3-torch, run with /usr/bin/python3).
"""
import gzip
import json
import struct
import sys

try:
    import torch
except ImportError:
    sys.exit("judge.py: PyTorch is missing: install python3-torch and run this with /usr/bin/python3")
from torch import nn
from torch.nn import functional as F

SIDE, HELD_OUT, EPOCHS, BATCH = 32, 1000, 6, 64


def idx(path):
    with gzip.open(path, "rb") as file:
        data = file.read()
    dimensions = data[3]
    shape = struct.unpack(">" + "I" * dimensions, data[4:4 + 4 * dimensions])
    return torch.frombuffer(bytearray(data[4 + 4 * dimensions:]), dtype=torch.uint8).reshape(shape)


def judge(channels, classes):
    return nn.Sequential(
        nn.Conv2d(channels, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(4),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * 16, classes))


def resized(images):  # [N, 28, 28] bytes to [N, 1, 32, 32] in [-1, 1], as the program fits them
    small = images[:, None].float() / 127.5 - 1
    return F.interpolate(small, size=(SIDE, SIDE), mode="bilinear", align_corners=False)


def shifted(images):
    dx, dy = (int(v) for v in torch.randint(-2, 3, (2,)))
    return torch.roll(images, (dy, dx), (2, 3))


def fit(x, y, out):
    torch.manual_seed(0)
    channels, classes = x.shape[1], int(y.max()) + 1
    order = torch.randperm(len(x))
    held, rest = order[:HELD_OUT], order[HELD_OUT:]
    model = judge(channels, classes)
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3)
    steps = EPOCHS * (len(rest) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        chosen = rest[torch.randint(len(rest), (BATCH,))]
        loss = F.cross_entropy(model(shifted(x[chosen])), y[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    model.eval()
    with torch.no_grad():
        right = (model(x[held]).argmax(1) == y[held]).float().mean()
    torch.save({"channels": channels, "classes": classes, "weights": model.state_dict()}, out)
    print(f"held-out pictures read rightly: {100 * float(right):.1f} %")


def tensor(path, name):
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    entry = json.loads(data[8:8 + size])[name]
    begin, end = entry["data_offsets"]
    kind = {"F32": torch.float32, "I64": torch.int64}[entry["dtype"]]
    return torch.frombuffer(bytearray(data[8 + size + begin:8 + size + end]), dtype=kind).reshape(entry["shape"])


def read(path, samples):
    kept = torch.load(path)
    channels, classes = kept["channels"], kept["classes"]
    model = judge(channels, classes)
    model.load_state_dict(kept["weights"])
    model.eval()
    images = tensor(samples, "images").clamp(-1, 1)
    images = images if channels == images.shape[1] else images.mean(1, keepdim=True).expand(-1, channels, -1, -1)
    wanted = torch.arange(len(images)) % classes
    with torch.no_grad():
        got = model(F.interpolate(images, size=(SIDE, SIDE), mode="bilinear", align_corners=False)).argmax(1)
    right = got == wanted
    print(f"read as their class: {100 * float(right.float().mean()):.1f} % of {len(images)}")
    for k in range(classes):
        ours = wanted == k
        print(f"  class {k}: {int(right[ours].sum())} of {int(ours.sum())}")


if len(sys.argv) == 5 and sys.argv[1] == "fit":
    fit(resized(idx(sys.argv[2])), idx(sys.argv[3]).long(), sys.argv[4])
elif len(sys.argv) == 4 and sys.argv[1] == "fit":
    fit(tensor(sys.argv[2], "images"), tensor(sys.argv[2], "labels"), sys.argv[3])
elif len(sys.argv) == 4 and sys.argv[1] == "read":
    read(*sys.argv[2:])
else:
    sys.exit(__doc__)
