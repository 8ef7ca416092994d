"""Tables and a plot of data_growth's measurements: usage: growth_data_plot.py data.json OUT"""
import json
import math
import pathlib
import sys

WIDTH, HEIGHT, LEFT, TOP, GAP = 420, 240, 70, 40, 110
COLOURS = ["#b4572e", "#2e6f8e", "#6b7f2a", "#7a4f8a"]


def scan_table(rows):
    yield "| files | walk, s | open, s | files/s | again from the cache, s | memory of the process, MB | kept in |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        again = f"{row['reopen_seconds']:.2f}" if row["mapped"] else ""
        yield (f"| {row['files']:,} | {row['walk_seconds']:.2f} | {row['open_seconds']:.2f} "
               f"| {row['files'] / row['open_seconds']:,.0f} | {again} | {row['resident_bytes'] / 1e6:.0f} "
               f"| {'a mapped file' if row['mapped'] else 'memory'} |")


def trajectory_table(rows):
    images = sorted({row["images"] for row in rows})
    yield "| steps | " + " | ".join(f"{count} picture{'s' * (count > 1)}" for count in images) + " |"
    yield "|---|" + "---|" * len(images)
    for steps in sorted({row["steps"] for row in rows}):
        cells = []
        for row in sorted((row for row in rows if row["steps"] == steps), key=lambda row: row["images"]):
            cells.append("does not fit" if "refused" in row else
                         f"{row['bytes'] / 1e6:.0f} MB ({'/'.join(str(bits) for bits in row['bits'])})")
        yield f"| {steps} | " + " | ".join(cells) + " |"


def panel(x0, title, lines, unit):
    """`lines`: {label: [(x, y), ...]}; both axes are logarithmic."""
    points = [point for line in lines.values() for point in line]
    ends = [[math.log10(pick(p[axis] for p in points)) for pick in (min, max)] for axis in (0, 1)]
    ends[1] = [math.floor(ends[1][0]), math.ceil(ends[1][1])]

    def place(point):
        shares = [(math.log10(value) - low) / max(high - low, 1e-9) for value, (low, high) in zip(point, ends)]
        return x0 + shares[0] * WIDTH, TOP + HEIGHT - shares[1] * HEIGHT

    yield f'<text x="{x0}" y="{TOP - 16}" font-weight="bold">{title}</text>'
    yield f'<path d="M{x0} {TOP}V{TOP + HEIGHT}H{x0 + WIDTH}" fill="none" stroke="#888"/>'
    for power in range(ends[1][0], ends[1][1] + 1):
        y = place((points[0][0], 10.0**power))[1]
        yield f'<path d="M{x0} {y:.1f}h{WIDTH}" stroke="#ddd"/>'
        yield f'<text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} {unit}</text>'
    for value in sorted({x for x, _ in points}):
        x = place((value, points[0][1]))[0]
        yield f'<text x="{x:.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{value:,}</text>'
    for (label, line), colour in zip(lines.items(), COLOURS):
        where = [place(point) for point in line]
        yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in where)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in where:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        yield f'<text x="{where[-1][0] + 8:.1f}" y="{where[-1][1] + 4:.1f}" fill="{colour}">{label}</text>'


def main():
    report, out = json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2])
    scan, trajectory = report["scan"], report["trajectory"]
    (out / "growth-data.md").write_text("\n".join([*scan_table(scan), "", *trajectory_table(trajectory)]) + "\n")
    scans = {"open": [(row["files"], row["open_seconds"]) for row in scan],
             "walk": [(row["files"], row["walk_seconds"]) for row in scan],
             "cache": [(row["files"], row["reopen_seconds"]) for row in scan if row["mapped"]]}
    held = {}
    for row in trajectory:
        if "bytes" in row:
            held.setdefault(f"{row['images']} pictures", []).append((row["steps"], row["bytes"] / 1e6))
    second = LEFT + WIDTH + GAP + LEFT
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {second + WIDTH + GAP} {TOP + HEIGHT + 40}" '
             'font-family="sans-serif" font-size="12" fill="#444">', '<rect width="100%" height="100%" fill="#fff"/>',
             *panel(LEFT, "Seconds against files", {name: line for name, line in scans.items() if line}, "s"),
             *panel(second, "A trajectory's memory against steps", held, "MB"), "</svg>"]
    (out / "growth-data.svg").write_text("\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
