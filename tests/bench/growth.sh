#!/usr/bin/env bash
# How cost grows: runs diffuscope-cli bench over sizes, batches, widths and threads, and data_growth over folders and
# trajectories, and writes the tables and two plots.
# usage: tests/bench/growth.sh OUT [all|network|data]      OUT receives growth.md and .svg, growth-data.md and .svg
#   CONFIG=small PRECISION=float32 SECONDS_EACH=3 MOST_FILES=1000000 DIFFUSCOPE_BUILD=build/release   in the environment
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${DIFFUSCOPE_BUILD:-$here/../../build/release}
cli=$build/bin/diffuscope-cli
out=${1:?usage: growth.sh OUT [all|network|data]}
what=${2:-all}
for program in "$cli" "$build/tests/data_growth"; do
    [ -x "$program" ] || { echo "growth.sh: no program at $program: build it first" >&2; exit 1; }
done
mkdir -p "$out"
if [ "$what" != network ]; then
    "$build/tests/data_growth" "${MOST_FILES:-1000000}" >"$out/data.json"
    python3 "$here/growth_data_plot.py" "$out/data.json" "$out"
fi
[ "$what" != data ] || exit 0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# measure KIND VALUE OPTIONS...
measure() {
    local kind=$1 value=$2
    shift 2
    echo "$kind $value" >&2
    "$cli" bench --config "${CONFIG:-small}" --seconds "${SECONDS_EACH:-3}" --precision "${PRECISION:-float32}" --json "$@" \
        2>/dev/null >"$results/$kind.$value.json"
}
for size in 16 32 64 128; do # as many pixels a batch
    measure size $size --size $size --batch $((32 * 32 * 32 / size / size))
done
for batch in 1 2 4 8 16 32 64; do measure batch $batch --batch $batch; done
for width in 0.5 1 2 4; do measure width $width --width $width --batch 16; done
for ((threads = 1; threads <= $(nproc); threads *= 2)); do measure threads $threads --threads $threads; done
python3 "$here/growth_plot.py" "$results" "$out"
