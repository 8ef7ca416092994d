"""Records what papers say of a reverse process that starts from a picture, keeps a part of it, or is told two things.

usage: python3 make_reverse_goldens.py FOLDER
needs: numpy. Deterministic; writes FOLDER/NAME.safetensors, a few KB each. Written from the papers' equations, in double
precision, and without a look at this program; read by tst_reverse_parts and
tst_exact_denoiser.

All runs walk DDPM (Ho et al. 2020, algorithm 2; strided, with fixed small variance and without a limit on x0) along ten
trailing timesteps of the linear schedule, with the toy network below.
"""
import json
import sys

import numpy as np

SHAPE = (2, 1, 6, 6)
STEPS = 10
BETAS = np.linspace(1e-4, 0.02, 1000)
ALPHA_BARS = np.cumprod(1 - BETAS)
TIMESTEPS = [1000 - 100 * k - 1 for k in range(STEPS)]


def toy(x, t, bias=0.0):
    """A smooth network whose answer depends on place, neighbours and timestep; `bias` stands for a class."""
    ramp = np.linspace(-1, 1, x.shape[3])
    seen = 0.7 * x + 0.3 * np.roll(x, 1, 3) - 0.2 * np.roll(x, 1, 2) + 0.1 * ramp + bias
    return np.tanh(seen) * (0.9 + 0.4 * np.cos(t / 150.0))


def level(k):
    """alpha-bar where step k begins; past the last one there is clean data."""
    return ALPHA_BARS[TIMESTEPS[k]] if k < STEPS else 1.0


def ancestral(x, k, z, network=toy):
    """One step of DDPM from stop k to stop k + 1: q(x_next | x_now, x0-hat), eq. 6 and 7, with noise z."""
    now, after = level(k), level(k + 1)
    beta = 1 - now / after
    noise = network(x, TIMESTEPS[k])
    data = (x - np.sqrt(1 - now) * noise) / np.sqrt(now)
    mean = (np.sqrt(after) * beta * data + np.sqrt(now / after) * (1 - after) * x) / (1 - now)
    return mean + np.sqrt((1 - after) / (1 - now) * beta) * z


def sdedit(draw):
    """Meng et al. 2022, algorithm 1 in its variance-preserving form, from strength 0.62."""
    picture, noise = np.clip(draw(), -1, 1), draw()
    fresh = [draw() for _ in range(STEPS)]
    start = int(np.argmin([abs(t + 1 - 620) for t in TIMESTEPS]))
    x = np.sqrt(level(start)) * picture + np.sqrt(1 - level(start)) * noise
    first = x
    for k in range(start, STEPS):
        x = ancestral(x, k, fresh[k])
    return dict(picture=picture, noise=noise, fresh=np.stack(fresh), first=first, result=x), dict(strength=0.62,
                                                                                               start=start)


def repaint(draw):
    """Lugmayr et al. 2022, algorithm 1 with U = 3. Rows of `fresh`, `kept` and `again` are step + 10 x repetition."""
    times = 3
    picture = np.clip(draw(), -1, 1)
    mask = np.zeros((1, 1) + SHAPE[2:])
    mask[..., 1:4, 2:6] = 1  # drawn anew
    start = x = draw()
    fresh, kept, again = ([draw() for _ in range(times * STEPS)] for _ in range(3))
    for k in range(STEPS):
        for u in range(times):
            row = k + u * STEPS
            known = np.sqrt(level(k + 1)) * picture + np.sqrt(1 - level(k + 1)) * kept[row]
            unknown = ancestral(x, k, fresh[row])
            after = mask * unknown + (1 - mask) * known
            if u + 1 == times or k + 1 == STEPS:
                break
            left = level(k) / level(k + 1)  # 1 - beta
            x = np.sqrt(left) * after + np.sqrt(1 - left) * again[row + STEPS]  # of the repetition to come
        x = after
    return dict(picture=picture, mask=mask, start=start, fresh=np.stack(fresh), kept=np.stack(kept),
                again=np.stack(again), result=x), dict(redos=times)


def slerp(draw):
    """Shoemake 1985: between two noises, each as one vector."""
    a, b = draw()[0], draw()[0]
    angle = np.arccos(np.sum(a * b) / (np.linalg.norm(a) * np.linalg.norm(b)))
    places = np.linspace(0, 1, 5)
    between = [(np.sin((1 - u) * angle) * a + np.sin(u * angle) * b) / np.sin(angle) for u in places]
    return dict(a=a, b=b, places=places, between=np.stack(between)), {}


def anagram(draw):
    """Geng et al. 2024, Visual Anagrams: the mean of the upright noise and the turned one, turned back."""
    start = x = draw()
    fresh = [draw() for _ in range(STEPS)]
    answers = {}
    turns = dict(half_turn=(lambda p: p[..., ::-1, ::-1],) * 2, mirror=(lambda p: p[..., ::-1],) * 2,
                 quarter_turn=(lambda p: np.rot90(p, -1, (2, 3)), lambda p: np.rot90(p, 1, (2, 3))))  # clockwise

    def both(there, back):
        return lambda p, t: (toy(p, t, 0.3) + back(toy(there(p), t, -0.4))) / 2

    for name, (there, back) in turns.items():
        answers[name] = both(there, back)(start, 500)
    for k in range(STEPS):
        x = ancestral(x, k, fresh[k], both(*turns["half_turn"]))
    return dict(start=start, fresh=np.stack(fresh), result=x, **answers), {}


def hybrid(draw):
    """Geng et al. 2024, Factorized Diffusion: low frequencies of one noise, high ones of the other; Gaussian of 1.5."""
    x = draw()
    deviation, reach = 1.5, 5
    kernel = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * deviation ** 2))
    kernel /= kernel.sum()

    def blurred(p):
        for axis in (2, 3):
            wide = np.pad(p, [(reach, reach) if a == axis else (0, 0) for a in range(4)], mode="edge")
            p = sum(w * np.take(wide, range(i, i + p.shape[axis]), axis) for i, w in enumerate(kernel))
        return p

    low, high = toy(x, 500, 0.3), toy(x, 500, -0.4)
    return dict(x=x, answer=blurred(low) + high - blurred(high)), dict(blur=deviation)


def exact(draw):
    """Karras et al. 2022, appendix B.3: the minimiser of the loss on a finite set, and on the set with mirror images."""
    pictures = np.clip(np.round(127.5 + 60 * np.concatenate([draw() for _ in range(8)])), 0, 255)
    timesteps = np.array([20, 200, 600, 999])
    states, answers, mirrored, heaviest = [], [], [], []

    def posterior(x, data, now):
        exponents = np.array([-np.sum((x - np.sqrt(now) * p) ** 2) / (2 * (1 - now)) for p in data])
        weights = np.exp(exponents - exponents.max())
        weights /= weights.sum()
        return np.tensordot(weights, data, 1), weights.max()

    for row, t in enumerate(timesteps):
        now = ALPHA_BARS[t]
        data = pictures / 255 * 2 - 1
        x = np.sqrt(now) * data[row] + np.sqrt(1 - now) * draw()[0]
        answer, most = posterior(x, data, now)
        states.append(x), answers.append(answer), heaviest.append(most)
        mirrored.append(posterior(x, np.concatenate([data, data[..., ::-1]]), now)[0])
    return dict(pictures=pictures, timesteps=timesteps, states=np.stack(states), answers=np.stack(answers),
                heaviest=np.array(heaviest), mirrored=np.stack(mirrored)), {}


def save(path, tensors, metadata):
    header, body = {"__metadata__": {key: json.dumps(value) for key, value in metadata.items()}}, b""
    for name, values in tensors.items():
        raw = np.ascontiguousarray(values, dtype="<f8").tobytes()
        header[name] = {"dtype": "F64", "shape": list(values.shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + body)


for seed, run in enumerate((sdedit, repaint, slerp, anagram, hybrid, exact)):
    source = np.random.default_rng(seed)
    save(f"{sys.argv[1]}/{run.__name__}.safetensors", *run(lambda: source.standard_normal(SHAPE)))
