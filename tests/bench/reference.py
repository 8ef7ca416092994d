#!/usr/bin/env python3
"""The same U-Net in plain eager PyTorch, to compare `diffuscope-cli bench` with.

What a good Python program does without tricks: attention with its T x T matrix in memory, group_norm, silu, torch.cat
and nearest interpolation as PyTorch has them, torch.optim.AdamW, clip_grad_norm_ and the mean squared error. The
averaged weights, which the program keeps, are left out unless --ema is given. Prints one JSON object.
"""
import argparse
import copy
import ctypes
import gc
import json
import math
import os
import statistics
import sys
import time

try:
    import torch
except ImportError:
    sys.exit("reference.py: PyTorch is missing: install python3-torch and run this with /usr/bin/python3")
from torch import nn
from torch.nn import functional as F

CONFIGS = {
    "small": dict(widths=(32, 64, 128), layers=1, groups=8, head_dim=8, batch=32),
    "medium": dict(widths=(64, 128, 128), layers=2, groups=32, head_dim=8, batch=32),
    "cifar": dict(widths=(128, 256, 256, 256), layers=2, groups=32, head_dim=None, batch=4, eps=1e-6,
                  one_sided_padding=True, sine_first=True, frequency_shift=1),
}
SIDE, ATTENTION_SIDE, CHANNELS, TIMESTEPS = 32, 16, 3, 1000
ROUNDS, FEWEST_ROUNDS, WARM_UP_STEPS = 5, 3, 2


def sinusoids(t, width, sine_first, shift):
    half = width // 2
    rates = torch.exp(torch.arange(half, dtype=torch.float32) * (-math.log(10000.0) / (half - shift)))
    angles = t.float()[:, None] * rates[None]
    parts = (angles.sin(), angles.cos())
    return torch.cat(parts if sine_first else parts[::-1], dim=1)


class Residual(nn.Module):
    def __init__(self, inner, outer, time_width, groups, eps):
        super().__init__()
        self.norm_in, self.norm_out = nn.GroupNorm(groups, inner, eps), nn.GroupNorm(groups, outer, eps)
        self.conv_in, self.conv_out = nn.Conv2d(inner, outer, 3, padding=1), nn.Conv2d(outer, outer, 3, padding=1)
        self.time = nn.Linear(time_width, outer)
        self.shortcut = nn.Conv2d(inner, outer, 1) if inner != outer else nn.Identity()

    def forward(self, x, time):
        h = self.conv_in(F.silu(self.norm_in(x)))
        h = h + self.time(F.silu(time))[:, :, None, None]
        return self.shortcut(x) + self.conv_out(F.silu(self.norm_out(h)))


class Attention(nn.Module):
    def __init__(self, width, head_dim, groups, eps):
        super().__init__()
        self.heads = width // head_dim if head_dim else 1
        self.norm = nn.GroupNorm(groups, width, eps)
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)

    def by_head(self, x):  # [N, T, C] -> [N * heads, T, C / heads]
        n, tokens, width = x.shape
        x = x.reshape(n, tokens, self.heads, width // self.heads).permute(0, 2, 1, 3)
        return x.reshape(n * self.heads, tokens, width // self.heads)

    def forward(self, x):
        n, width, height, breadth = x.shape
        tokens = self.norm(x).view(n, width, height * breadth).transpose(1, 2)
        q, k, v = (self.by_head(project(tokens)) for project in (self.query, self.key, self.value))
        room = torch.empty(q.shape[0], q.shape[1], k.shape[1], dtype=q.dtype)
        scores = torch.baddbmm(room, q, k.transpose(1, 2), beta=0, alpha=q.shape[-1] ** -0.5)
        mixed = torch.bmm(scores.softmax(dim=-1), v)
        mixed = mixed.reshape(n, self.heads, height * breadth, -1).permute(0, 2, 1, 3).reshape(n, -1, width)
        return x + self.out(mixed).transpose(1, 2).reshape(n, width, height, breadth)


class Shrink(nn.Module):
    def __init__(self, width, one_sided):
        super().__init__()
        self.one_sided = one_sided
        self.conv = nn.Conv2d(width, width, 3, stride=2, padding=0 if one_sided else 1)

    def forward(self, x):
        return self.conv(F.pad(x, (0, 1, 0, 1)) if self.one_sided else x)


class Grow(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class UNet(nn.Module):
    def __init__(self, widths, layers, groups, head_dim, eps=1e-5, one_sided_padding=False, sine_first=False,
                 frequency_shift=0):
        super().__init__()
        first, time_width = widths[0], 4 * widths[0]
        self.embed = lambda t: sinusoids(t, first, sine_first, frequency_shift)
        self.time = nn.Sequential(nn.Linear(first, time_width), nn.SiLU(), nn.Linear(time_width, time_width))
        self.conv_in = nn.Conv2d(CHANNELS, first, 3, padding=1)

        def residual(inner, outer):
            return Residual(inner, outer, time_width, groups, eps)

        def attention(width, side):
            return Attention(width, head_dim, groups, eps) if side == ATTENTION_SIDE else nn.Identity()

        self.down, self.up, side, inner, stored = nn.ModuleList(), nn.ModuleList(), SIDE, first, [first]
        for level, width in enumerate(widths):
            stage = nn.ModuleDict({"residuals": nn.ModuleList(), "attentions": nn.ModuleList()})
            for _ in range(layers):
                stage["residuals"].append(residual(inner, width))
                stage["attentions"].append(attention(width, side))
                stored.append(width)
                inner = width
            if level + 1 < len(widths):
                stage["shrink"] = Shrink(width, one_sided_padding)
                stored.append(width)
                side //= 2
            self.down.append(stage)
        self.middle = nn.ModuleList([residual(inner, inner), Attention(inner, head_dim, groups, eps),
                                     residual(inner, inner)])
        for level, width in reversed(list(enumerate(widths))):
            stage = nn.ModuleDict({"residuals": nn.ModuleList(), "attentions": nn.ModuleList()})
            for _ in range(layers + 1):
                stage["residuals"].append(residual(inner + stored.pop(), width))
                stage["attentions"].append(attention(width, side))
                inner = width
            if level > 0:
                stage["grow"] = Grow(width)
                side *= 2
            self.up.append(stage)
        self.norm_out, self.conv_out = nn.GroupNorm(groups, first, eps), nn.Conv2d(first, CHANNELS, 3, padding=1)

    def forward(self, x, t):
        time = self.time(self.embed(t))
        x = self.conv_in(x)
        skips = [x]
        for stage in self.down:
            for residual, attention in zip(stage["residuals"], stage["attentions"]):
                x = attention(residual(x, time))
                skips.append(x)
            if "shrink" in stage:
                x = stage["shrink"](x)
                skips.append(x)
        before, attention, after = self.middle
        x = after(attention(before(x, time)), time)
        for stage in self.up:
            for residual, attention in zip(stage["residuals"], stage["attentions"]):
                x = attention(residual(torch.cat([x, skips.pop()], dim=1), time))
            if "grow" in stage:
                x = stage["grow"](x)
        return self.conv_out(F.silu(self.norm_out(x)))


class Training:
    """One optimiser step a call: forward, backward, clip, AdamW, and the averaged weights where wanted."""

    def __init__(self, network, batch, ema):
        self.network, self.pictures = network.train(), torch.rand(512, CHANNELS, SIDE, SIDE) * 2 - 1
        self.batch, self.average = batch, copy.deepcopy(network).requires_grad_(False) if ema else None
        self.optimiser = torch.optim.AdamW(network.parameters(), lr=2e-4, weight_decay=0.01)
        kept = torch.cumprod(1 - torch.linspace(1e-4, 0.02, TIMESTEPS), 0)
        self.signal, self.noise = kept.sqrt(), (1 - kept).sqrt()

    def step(self):
        data = self.pictures[torch.randint(len(self.pictures), (self.batch,))]
        t, noise = torch.randint(TIMESTEPS, (self.batch,)), torch.randn_like(data)
        noisy = self.signal[t][:, None, None, None] * data + self.noise[t][:, None, None, None] * noise
        loss = F.mse_loss(self.network(noisy, t), noise)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        if self.average is not None:
            with torch.no_grad():
                for mean, now in zip(self.average.parameters(), self.network.parameters()):
                    mean.lerp_(now, 0.001)
        return loss.item()


def median_step_seconds(step, seconds):
    """Median over rounds of `seconds` in all, at least three, after a warm-up."""
    begin, count = time.perf_counter(), 0
    while count < WARM_UP_STEPS or time.perf_counter() - begin < seconds / 10:
        start = time.perf_counter()
        step()
        once, count = time.perf_counter() - start, count + 1
    each = max(1, int(seconds / ROUNDS / once))
    found = []
    for _ in range(min(max(int(seconds / once), FEWEST_ROUNDS), ROUNDS)):
        start = time.perf_counter()
        for _ in range(each):
            step()
        found.append((time.perf_counter() - start) / each)
    return statistics.median(found)


def restart_peak_memory():
    gc.collect()
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except (OSError, AttributeError):
        pass  # then the peak is the program's so far


def peak_mb():
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 / 1e6 for line in file if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0.0


def measure(config, batch, seconds, ema):
    sizes = dict(CONFIGS[config])
    batch = batch or sizes["batch"]
    del sizes["batch"]
    torch.manual_seed(0)
    network = UNet(**sizes)
    result = {"config": config, "params": sum(p.numel() for p in network.parameters()), "batch": batch}
    restart_peak_memory()
    training = Training(network, batch, ema)
    result["train_img_s"] = batch / median_step_seconds(training.step, seconds)
    result["train_peak_mb"] = peak_mb()
    del training
    network.zero_grad(set_to_none=True)
    network.eval()
    restart_peak_memory()
    noise, t = torch.randn(batch, CHANNELS, SIDE, SIDE), torch.full((batch,), TIMESTEPS // 2)
    with torch.no_grad():
        result["forward_img_s"] = batch / median_step_seconds(lambda: network(noise, t), seconds)
    result["forward_peak_mb"] = peak_mb()
    result["peak_mb"] = max(result["train_peak_mb"], result["forward_peak_mb"])
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", choices=CONFIGS, default="small")
    parser.add_argument("--batch", type=int, default=0, help="else the config's own")
    parser.add_argument("--threads", type=int, default=0, help="else all processors")
    parser.add_argument("--seconds", type=float, default=5, help="about how long each measurement takes")
    parser.add_argument("--ema", action="store_true", help="keep averaged weights, too, as the program does")
    given = parser.parse_args()
    if given.batch < 0 or given.threads < 0 or not given.seconds > 0:
        parser.error("--batch, --threads and --seconds must be above 0")
    torch.set_num_threads(given.threads or len(os.sched_getaffinity(0)))
    result = measure(given.config, given.batch, given.seconds, given.ema)
    result.update(threads=torch.get_num_threads(), torch=torch.__version__, ema=given.ema)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
