#!/usr/bin/env bash
# Sets up, builds and opens Diffuscope. Run again, it just opens it.
# Where there is no display it does the main job headless and leaves the pictures in ./out.
# usage: packaging/run.sh [FILE|FOLDER]   what to open: a picture, a dataset folder or a model folder
set -euo pipefail
invoked_from=$PWD
cd "$(dirname "$0")/.."
# shellcheck source=packaging/setup.sh
. packaging/setup.sh

build=build/release
diffuscope_setup packaging/packages-build.txt packaging/packages-run.txt
if [ ! -f "$build/build.ninja" ]; then
    echo "==> Configuring"
    cmake --preset release -DDIFFUSCOPE_TESTS=OFF >/dev/null
fi
echo "==> Building (some minutes the first time)"
cmake --build --preset release --target diffuscope diffuscope-cli

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "==> Opening Diffuscope"
    case "${1:-}" in '' | /*) ;; *) set -- "$invoked_from/$1" ;; esac
    exec "$build/bin/diffuscope" "$@"
fi

echo "==> No display: doing the main job on the terminal, pictures go to ./out"
cli=$build/bin/diffuscope-cli
out=$invoked_from/out
mkdir -p "$out"
run=$out/digits-run
rm -rf "$run"
echo "==> 1/4 Training a small U-Net on the built-in digits"
"$cli" train --data builtin:digits --out "$run" --preset quick --size 16 --steps "${DIFFUSCOPE_STEPS:-1500}" --seed 0
echo "==> 2/4 Sampling a contact sheet and the reverse process"
"$cli" sample --model "$run" --sampler edm --steps 25 --clip clip --seed 0 --count 20 \
    --out "$out/digits-sheet.png" --trajectory "$out/reverse.gif"
echo "==> 3/4 The forward process on one digit"
"$cli" forward --image builtin:digits --timesteps 0,100,250,500,750,999 --schedule linear --seed 0 --out "$out/forward-strip.png"
echo "==> 4/4 What the run holds"
"$cli" inspect "$run"
echo
echo "Done. Written:"
printf '  %-44s %s\n' \
    "$out/digits-sheet.png" "twenty generated digits" \
    "$out/forward-strip.png" "one digit drowning in noise, t = 0 to 999" \
    "$out/reverse.gif" "noise becoming digits, step by step" \
    "$run" "the run: checkpoints, previews, metrics"
