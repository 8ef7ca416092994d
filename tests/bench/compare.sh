#!/usr/bin/env bash
# Runs the plain PyTorch reference and diffuscope-cli bench in turn and prints their medians and ratios as a table.
# usage: tests/bench/compare.sh [CONFIG...]      small, medium, cifar; all three by default
#   ROUNDS=3 SECONDS_EACH=5 THREADS=0 EMA=0      in the environment: rounds of a pair, seconds a measurement, threads
#                                                (0: all), averaged weights in the reference, too (1)
# Both wait for threads as OpenMP is told to in the environment. On a machine that does something else, too, the
# reference's waiting threads cost it most of its speed: GOMP_SPINCOUNT=2000, the program's own setting, then helps it.
#   DIFFUSCOPE_CLI=... PYTHON=...                programs, when they are not build/release/bin/diffuscope-cli and
#                                                /usr/bin/python3
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cli=${DIFFUSCOPE_CLI:-$here/../../build/release/bin/diffuscope-cli}
python=${PYTHON:-/usr/bin/python3}
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5} threads=${THREADS:-0}

fail() {
    echo "compare.sh: $*" >&2
    exit 1
}
command -v "$python" >/dev/null || fail "no Python at $python: install python3, or name one with PYTHON=..."
[ -x "$cli" ] || fail "no program at $cli: build the target diffuscope-cli, or name it with DIFFUSCOPE_CLI=..."
"$python" -c 'import torch' 2>/dev/null ||
    fail "$python has no PyTorch: install Debian's python3-torch, or name another Python with PYTHON=..."
case $rounds in '' | *[!0-9]* | 0) fail "ROUNDS=$rounds is not a number above 0" ;; esac
[ $# -gt 0 ] || set -- small medium cifar

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT TERM
reference_flags=(--seconds "$seconds")
bench_flags=(--seconds "$seconds" --json)
if [ "$threads" != 0 ]; then
    reference_flags+=(--threads "$threads")
    bench_flags+=(--threads "$threads")
fi
[ "${EMA:-0}" = 0 ] || reference_flags+=(--ema)
for round in $(seq "$rounds"); do
    for config in "$@"; do
        [ ! -r /proc/loadavg ] || cut -d' ' -f1 /proc/loadavg >>"$results/load"
        echo "round $round of $rounds: $config" >&2
        "$python" "$here/reference.py" --config "$config" "${reference_flags[@]}" \
            >"$results/$config.$round.reference.json"
        "$cli" bench --config "$config" "${bench_flags[@]}" >"$results/$config.$round.bench.json" \
            2>"$results/errors" || fail "$(cat "$results/errors")"
    done
done
"$python" "$here/compare_table.py" "$results" "$rounds" "$@"
