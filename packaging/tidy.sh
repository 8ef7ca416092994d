#!/usr/bin/env bash
# Checks the sources with clang-tidy (.clang-tidy says what for). Exit code 0 only when nothing is found.
# usage: packaging/tidy.sh [--all]     --all: the files that include LibTorch's headers, too: minutes more, and only
#                                      where clang can read those headers (it can't read LibTorch 1.13's)
# A room is read as one file, as the unity build compiles it.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset tidy >/dev/null
skip='^$'
[ "${1:-}" = --all ] || skip='unity_torch_cxx|torch_pch'
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' build/tidy/compile_commands.json | grep -vE "autogen|verify_interface|$skip" | sort -u |
    xargs -P "$(nproc)" -n 1 clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p build/tidy 2>/dev/null
