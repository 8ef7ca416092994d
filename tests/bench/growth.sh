#!/usr/bin/env bash
# How the cost of training and sampling grows: runs diffuscope-cli bench over sizes, batches, widths and threads, and
# writes the tables and a plot.
# usage: tests/bench/growth.sh OUT        OUT receives growth.md and growth.svg
#   CONFIG=small SECONDS_EACH=3 DIFFUSCOPE_CLI=...   in the environment
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cli=${DIFFUSCOPE_CLI:-$here/../../build/release/bin/diffuscope-cli}
out=${1:?usage: growth.sh OUT}
[ -x "$cli" ] || { echo "growth.sh: no program at $cli: build the target diffuscope-cli" >&2; exit 1; }
mkdir -p "$out"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# measure KIND VALUE OPTIONS...
measure() {
    local kind=$1 value=$2
    shift 2
    echo "$kind $value" >&2
    "$cli" bench --config "${CONFIG:-small}" --seconds "${SECONDS_EACH:-3}" --precision float32 --json "$@" \
        2>/dev/null >"$results/$kind.$value.json"
}
for size in 16 32 64 128; do # as many pixels a batch
    measure size $size --size $size --batch $((32 * 32 * 32 / size / size))
done
for batch in 1 2 4 8 16 32 64; do measure batch $batch --batch $batch; done
for width in 0.5 1 2 4; do measure width $width --width $width --batch 16; done
for ((threads = 1; threads <= $(nproc); threads *= 2)); do measure threads $threads --threads $threads; done
python3 "$here/growth_plot.py" "$results" "$out"
