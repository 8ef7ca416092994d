#!/usr/bin/env bash
# Sets up, builds and runs every test, headless. Exit code 0 only when all pass.
# usage: packaging/test.sh [ctest arguments]     with arguments only the tests that they choose, and nothing after them
# DIFFUSCOPE_LATE_AFTER=SECONDS: once so much time has passed, what remains of the sanitizers and the fuzzing is left
# out, and the last lines say so. Nothing is left out without it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=packaging/setup.sh
. packaging/setup.sh
diffuscope_setup packaging/packages-build.txt packaging/packages-run.txt
[ $# -ne 0 ] || diffuscope_setup packaging/packages-check.txt # with the programs that exported files are read by

left_out=()
late() { [ -n "${DIFFUSCOPE_LATE_AFTER:-}" ] && [ "$SECONDS" -ge "$DIFFUSCOPE_LATE_AFTER" ]; }

stage() { # says what comes, and what all that ran so far took
    local stat
    read -r -a stat </proc/$$/stat # fields 16 and 17: processor time of the commands that have ended
    echo "==> $1 (after $((SECONDS / 60)) min; $(((stat[15] + stat[16]) / $(getconf CLK_TCK) / 60)) min of processor time)"
}

# The engine and the command line build where there is no Qt; what follows goes on with their objects.
stage "Building the engine and the command line, without Qt"
cmake --preset release -DDIFFUSCOPE_UI=OFF -DDIFFUSCOPE_TESTS=OFF >/dev/null
cmake --build --preset release
stage "Building the window and the tests"
cmake --preset release -DDIFFUSCOPE_UI=ON -DDIFFUSCOPE_TESTS=ON >/dev/null
cmake --build --preset release
stage "Verifying that every public header stands alone"
cmake --build --preset release --target all_verify_interface_header_sets
stage "Testing"
QT_QPA_PLATFORM=offscreen ctest --preset release "$@"
[ $# -eq 0 ] || exit 0

stage "Checking the sources with clang-tidy"
packaging/tidy.sh

for kind in tsan asan; do
    if late; then
        left_out+=("the tests under dev-$kind")
        continue
    fi
    stage "Threads, memory and files under the sanitizer dev-$kind"
    cmake --preset "dev-$kind" >/dev/null
    cmake --build --preset "dev-$kind"
    ctest --preset "dev-$kind"
done

if late; then
    left_out+=("fuzzing")
else
    stage "Fuzzing what reads strangers' files"
    cmake --preset fuzz >/dev/null
    cmake --build --preset fuzz
    ctest --preset fuzz
fi

stage "Done"
for what in "${left_out[@]}"; do
    echo "LEFT OUT, because the run was late: $what. packaging/test.sh leaves nothing out."
done
