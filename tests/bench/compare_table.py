"""The table of compare.sh: medians over the rounds, and medians of the ratios of each round's pair."""
import json
import os
import pathlib
import statistics
import sys


def load(folder, config, rounds):
    def read(round_, who):
        return json.loads((folder / f"{config}.{round_}.{who}.json").read_text())

    return [(read(k, "reference"), read(k, "bench")) for k in range(1, rounds + 1)]


def found(bench, what, precision):
    return next((m for m in bench["measurements"] if (m["what"], m["precision"]) == (what, precision)), None)


def rows(config, pairs, ceilings):
    for what, speed, memory in (("training", "train_img_s", "train_peak_mb"),
                                ("sampling", "forward_img_s", "forward_peak_mb")):
        for precision in ("float32", "bfloat16"):
            ours = [found(bench, what, precision) for _, bench in pairs]
            if None in ours:
                continue
            theirs = [reference for reference, _ in pairs]
            mine = [m["pictures_per_second"] for m in ours]
            megabytes = [m["peak_memory_bytes"] / 1e6 for m in ours]
            ratios = [own / other[speed] for own, other in zip(mine, theirs)]
            less = [own / other[memory] if other[memory] else float("nan") for own, other in zip(megabytes, theirs)]
            median = statistics.median
            yield [config, what, precision, f"{median(t[speed] for t in theirs):.2f}", f"{median(mine):.2f}",
                   f"**{median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f})",
                   f"{median(m['gflops'] for m in ours):.0f}",
                   f"{100 * median(m['gflops'] for m in ours) / max(ceilings[precision]):.0f} %",
                   f"{median(t[memory] for t in theirs):.0f}", f"{median(megabytes):.0f}", f"{median(less):.2f}"]


def main():
    folder, rounds, configs = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    header = ["config", "", "precision", "reference, pictures/s", "diffuscope, pictures/s", "ratio", "GFLOP/s",
              "of ceiling", "reference, MB", "diffuscope, MB", "memory ratio"]
    lines, ceilings, notes = [header, ["---"] * len(header)], {}, []
    pairs = {config: load(folder, config, rounds) for config in configs}
    for config in configs:
        if any(reference["params"] != bench["parameters"] for reference, bench in pairs[config]):
            sys.exit(f"compare.sh: the two networks of {config} have not as many parameters: "
                     f"{pairs[config][0][0]['params']} and {pairs[config][0][1]['parameters']}")
        if any(reference["batch"] != bench["batch"] for reference, bench in pairs[config]):
            sys.exit(f"compare.sh: the two batches of {config} differ")
        for _, bench in pairs[config]:
            notes += [note for note in bench["notes"] if note not in notes]
            for ceiling in bench["ceiling"]:
                ceilings.setdefault(ceiling["precision"], []).append(ceiling["gflops"])
    for config in configs:
        lines += rows(config, pairs[config], ceilings)
    facts = pairs[configs[0]][0]
    reference, machine = facts[0], facts[1]["machine"]
    for cells in lines:
        print("| " + " | ".join(cells) + " |")
    print(f"\nMachine: {machine['cpu']}, {machine['threads']} threads ({reference['threads']} in the reference), "
          f"{' '.join(machine['instruction_sets'])}.")
    print(f"LibTorch {machine['libtorch']} with {machine['blas']}; PyTorch {reference['torch']} "
          f"{'with' if reference['ema'] else 'without'} averaged weights.")
    for precision, values in ceilings.items():
        print(f"Ceiling in {precision}: {max(values):.0f} GFLOP/s, the most of {len(values)} runs (least "
              f"{min(values):.0f}).")
    print(f"Medians; rounds: {rounds}. A ratio is the median of the rounds' ratios, with the least and the most.")
    busy = folder / "load"
    if busy.exists():
        print(f"Load average when the first pair began: {busy.read_text().split()[0]}; waiting threads of OpenMP: "
              f"GOMP_SPINCOUNT={os.environ.get('GOMP_SPINCOUNT', 'not set')}.")
    for note in notes:
        print(f"Note: {note}")


if __name__ == "__main__":
    main()
