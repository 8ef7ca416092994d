"""Records scheduler runs of diffusers as golden vectors for tst_sampler_goldens.

usage: python3 make_sampler_goldens.py FOLDER
needs: diffusers 0.27, torch, safetensors. Deterministic; writes FOLDER/NAME.safetensors, a few KB each.

A run is a fixed toy network walked by one scheduler. Every step keeps the timestep, the state before (`sample`), the
network's answer (`model_output`), the noise drawn (`noise`, where the step draws some) and the state after
(`prev_sample`). The scheduler's class, configuration, number of steps and step arguments are in the metadata.
"""
import json
import sys

import torch
import diffusers
from safetensors.torch import save_file

SHAPE = (1, 3, 4, 4)
KARRAS = dict(use_karras_sigmas=True)
RUNS = [
    # name, scheduler, configuration, steps, arguments of step()
    ("pndm-prk", "PNDMScheduler", dict(), 12, {}),
    ("pndm-plms", "PNDMScheduler", dict(skip_prk_steps=True, set_alpha_to_one=True, steps_offset=1), 10, {}),
    ("pndm-v", "PNDMScheduler", dict(prediction_type="v_prediction", skip_prk_steps=True), 10, {}),
    ("euler-ancestral", "EulerAncestralDiscreteScheduler", dict(), 12, {}),
    ("euler-ancestral-trailing-v", "EulerAncestralDiscreteScheduler",
     dict(prediction_type="v_prediction", timestep_spacing="trailing", rescale_betas_zero_snr=True), 8, {}),
    ("euler-karras-leading", "EulerDiscreteScheduler", dict(timestep_spacing="leading", steps_offset=1, **KARRAS), 10,
     {}),
    ("euler-cosine-sample", "EulerDiscreteScheduler",
     dict(beta_schedule="squaredcos_cap_v2", prediction_type="sample", timestep_spacing="trailing"), 8, {}),
    ("heun-karras-v", "HeunDiscreteScheduler",
     dict(beta_start=1e-4, beta_end=0.02, prediction_type="v_prediction", **KARRAS), 8, {}),
    ("heun-clip", "HeunDiscreteScheduler", dict(clip_sample=True, timestep_spacing="trailing"), 6, {}),
    ("dpm-1", "DPMSolverMultistepScheduler", dict(solver_order=1), 10, {}),
    ("dpm-3", "DPMSolverMultistepScheduler", dict(solver_order=3), 18, {}),
    ("dpm-3-few-trailing", "DPMSolverMultistepScheduler", dict(solver_order=3, timestep_spacing="trailing"), 8, {}),
    ("dpm-heun-threshold", "DPMSolverMultistepScheduler",
     dict(solver_type="heun", thresholding=True, dynamic_thresholding_ratio=0.8, sample_max_value=3.0), 12, {}),
    ("dpm-sde", "DPMSolverMultistepScheduler", dict(algorithm_type="sde-dpmsolver++"), 16, {}),
    ("dpm-sde-heun-karras-v", "DPMSolverMultistepScheduler",
     dict(algorithm_type="sde-dpmsolver++", solver_type="heun", prediction_type="v_prediction", **KARRAS), 10, {}),
    ("dpm-sigma-min-lu", "DPMSolverMultistepScheduler",
     dict(final_sigmas_type="sigma_min", use_lu_lambdas=True, euler_at_final=True), 10, {}),
    ("dpm-cosine-clipped", "DPMSolverMultistepScheduler",
     dict(beta_schedule="squaredcos_cap_v2", lambda_min_clipped=-5.1), 12, {}),
    ("dpm-zero-snr-v", "DPMSolverMultistepScheduler",
     dict(rescale_betas_zero_snr=True, prediction_type="v_prediction", timestep_spacing="trailing"), 12, {}),
    ("unipc-3", "UniPCMultistepScheduler", dict(solver_order=3), 12, {}),
    ("unipc-bh1-v", "UniPCMultistepScheduler", dict(solver_type="bh1", prediction_type="v_prediction"), 10, {}),
    ("unipc-karras", "UniPCMultistepScheduler", dict(**KARRAS), 10, {}),
    ("unipc-leading-threshold", "UniPCMultistepScheduler",
     dict(timestep_spacing="leading", thresholding=True, sample_max_value=2.0), 10, {}),
    ("ddpm-linspace-small-log", "DDPMScheduler",
     dict(variance_type="fixed_small_log", timestep_spacing="linspace", clip_sample=False), 14, {}),
    ("ddpm-large-trailing", "DDPMScheduler", dict(variance_type="fixed_large", timestep_spacing="trailing"), 7, {}),
    ("ddpm-learned-range", "DDPMScheduler", dict(variance_type="learned_range", clip_sample_range=1.5), 12, {}),
    ("ddpm-scaled-zero-snr-v", "DDPMScheduler",
     dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, rescale_betas_zero_snr=True,
          prediction_type="v_prediction", timestep_spacing="trailing"), 10, {}),
    ("ddim-rederived", "DDIMScheduler", dict(), 12, dict(use_clipped_model_output=True, eta=0.5)),
    ("ddim-linspace", "DDIMScheduler", dict(timestep_spacing="linspace", clip_sample=False), 12, {}),
    ("ddim-trailing-odd", "DDIMScheduler", dict(timestep_spacing="trailing"), 30, {}),
    ("ddim-threshold", "DDIMScheduler",
     dict(clip_sample=False, thresholding=True, dynamic_thresholding_ratio=0.9, sample_max_value=1.7), 10, {}),
    ("ddim-short-betas", "DDIMScheduler",
     dict(num_train_timesteps=8, trained_betas=[0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7], clip_sample=False), 8, {}),
    ("ddim-inverse", "DDIMInverseScheduler", dict(clip_sample=False), 12, {}),
]


class Toy:
    """A smooth network with as many channels as asked for; its answer depends on state and timestep."""

    def __init__(self, channels_out):
        maker = torch.Generator().manual_seed(7)
        self.weight = torch.randn((channels_out, SHAPE[1], 3, 3), generator=maker) * 0.35

    def __call__(self, x, t):
        seen = torch.nn.functional.conv2d(x, self.weight, padding=1)
        return torch.tanh(seen) * (0.9 + 0.4 * torch.cos(torch.tensor(float(t) / 150.0)))


def record(name, class_name, config, steps, arguments):
    scheduler = getattr(diffusers, class_name)(**config)
    scheduler.set_timesteps(steps)
    generator = torch.Generator().manual_seed(11)
    drawn = []

    def randn(shape, **_):
        drawn.append(torch.randn(shape, generator=generator))
        return drawn[-1]

    sys.modules[type(scheduler).__module__].randn_tensor = randn
    toy = Toy(SHAPE[1] * (2 if config.get("variance_type") == "learned_range" else 1))
    state = torch.randn(SHAPE, generator=generator) * scheduler.init_noise_sigma
    kept = {key: [] for key in ("timesteps", "sample", "model_output", "noise", "prev_sample")}
    for t in scheduler.timesteps:
        seen = scheduler.scale_model_input(state, t)
        output = toy(seen, t)
        drawn.clear()
        after = scheduler.step(output, t, state, **arguments).prev_sample
        kept["timesteps"].append(torch.tensor(float(t), dtype=torch.float64))
        kept["sample"].append(state)
        kept["model_output"].append(output)
        kept["noise"].append(drawn[0] if drawn else torch.zeros(SHAPE))
        kept["prev_sample"].append(after)
        state = after
    tensors = {key: torch.stack(values).contiguous() for key, values in kept.items()}
    if class_name.startswith("EulerDiscrete") or not tensors["noise"].any():
        del tensors["noise"]  # Euler draws noise that it does not use
    plain = {key: value for key, value in scheduler.config.items() if not key.startswith("_")}
    save_file(tensors, f"{sys.argv[1]}/{name}.safetensors",
              {"class": class_name, "config": json.dumps(plain), "steps": str(steps),
               "step_kwargs": json.dumps(arguments)})


for run in RUNS:
    record(*run)
