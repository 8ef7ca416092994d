#!/usr/bin/env bash
# Sets up, builds and runs every test, headless. Exit code 0 only when all pass.
# usage: packaging/test.sh [ctest arguments]     with arguments only the tests that they choose, and no fuzzing
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=packaging/setup.sh
. packaging/setup.sh
diffuscope_setup packaging/packages-build.txt packaging/packages-run.txt

echo "==> Configuring"
cmake --preset release -DDIFFUSCOPE_TESTS=ON >/dev/null
echo "==> Building"
cmake --build --preset release
echo "==> Verifying that every public header stands alone"
cmake --build --preset release --target all_verify_interface_header_sets
echo "==> Testing"
QT_QPA_PLATFORM=offscreen ctest --preset release "$@"
[ $# -eq 0 ] || exit 0

for kind in tsan asan; do
    echo "==> Training, its files and its threads under the sanitizer dev-$kind"
    cmake --preset "dev-$kind" >/dev/null
    cmake --build --preset "dev-$kind"
    ctest --preset "dev-$kind"
done

echo "==> Fuzzing what reads strangers' files"
diffuscope_setup packaging/packages-fuzz.txt
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
ctest --preset fuzz
