"""Tables and a plot of growth.sh's measurements."""
import json
import math
import pathlib
import sys

TITLES = {"size": "side of the pictures", "batch": "batch", "width": "width, times small's", "threads": "threads"}
WIDTH, HEIGHT, LEFT, TOP, GAP = 260, 180, 50, 40, 40
COLOURS = {"training": "#b4572e", "sampling": "#2e6f8e"}


def load(folder):
    series = {}
    for file in folder.glob("*.json"):
        kind, value = file.name.removesuffix(".json").split(".", 1)
        report = json.loads(file.read_text())
        series.setdefault(kind, []).append((float(value), report))
    return {kind: sorted(points, key=lambda point: point[0]) for kind, points in series.items()}


def speeds(report):
    return {m["what"]: m for m in report["measurements"]}


def table(kind, points):
    yield f"| {TITLES[kind]} | batch | training, pictures/s | GFLOP/s | sampling, pictures/s | GFLOP/s | peak memory, MB |"
    yield "|---|---|---|---|---|---|---|"
    for value, report in points:
        m = speeds(report)
        yield (f"| {value:g} | {report['batch']} | {m['training']['pictures_per_second']:.2f} | {m['training']['gflops']:.0f} "
               f"| {m['sampling']['pictures_per_second']:.2f} | {m['sampling']['gflops']:.0f} "
               f"| {m['training']['peak_memory_bytes'] / 1e6:.0f} |")


def panel(kind, points, x0):
    """GFLOP/s over the quantity, which grows by factors: a logarithmic axis."""
    values = [value for value, _ in points]
    top = max(m["gflops"] for _, report in points for m in report["measurements"]) * 1.1
    low, high = math.log(values[0]), math.log(values[-1]) if len(values) > 1 else math.log(values[0]) + 1

    def place(value, gflops):
        return (x0 + (math.log(value) - low) / max(high - low, 1e-9) * WIDTH, TOP + HEIGHT - gflops / top * HEIGHT)

    yield f'<text x="{x0}" y="{TOP - 14}" font-weight="bold">{TITLES[kind]}</text>'
    yield f'<path d="M{x0} {TOP}V{TOP + HEIGHT}H{x0 + WIDTH}" fill="none" stroke="#888"/>'
    for share in (0, 0.5, 1):
        y = TOP + HEIGHT - share * HEIGHT / 1.1
        yield f'<text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{share * top / 1.1:.0f}</text>'
    for value in values:
        x, y = place(value, 0)
        yield f'<text x="{x:.1f}" y="{y + 16:.1f}" text-anchor="middle">{value:g}</text>'
    for what, colour in COLOURS.items():
        line = [place(value, speeds(report)[what]["gflops"]) for value, report in points]
        yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in line)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in line:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    series = load(folder)
    kinds = [kind for kind in TITLES if kind in series]
    (out / "growth.md").write_text("\n\n".join("\n".join(table(kind, series[kind])) for kind in kinds) + "\n")
    total = LEFT + len(kinds) * (WIDTH + GAP + LEFT)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {TOP + HEIGHT + 50}" font-family="sans-serif" '
             'font-size="12" fill="#444">', '<rect width="100%" height="100%" fill="#fff"/>']
    for index, kind in enumerate(kinds):
        parts += panel(kind, series[kind], LEFT + index * (WIDTH + GAP + LEFT))
    x = LEFT
    for what, colour in COLOURS.items():
        parts.append(f'<text x="{x}" y="{TOP + HEIGHT + 42}" fill="{colour}">{what}, GFLOP/s</text>')
        x += 160
    parts.append("</svg>")
    (out / "growth.svg").write_text("\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
