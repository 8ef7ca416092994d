#!/usr/bin/env bash
# Renders every mode and state of the window to PNG files, without a display, on built-in data.
# usage: packaging/screenshots.sh OUT [--quick] [--only NAME] [--sizes 1440x900,1024x700] [--themes paper,ink,...]
# --quick: the most important states, at one density. Themes may end in -contrast or -large.
# DIFFUSCOPE_DENSITIES (default "1 2"): the device pixel ratios.
set -euo pipefail
invoked_from=$PWD
cd "$(dirname "$0")/.."
case "${1:-}" in
'' | -*) sed -n '2,5s/^# //p' "$0" >&2 && exit 2 ;;
/*) out=$1 ;;
*) out=$invoked_from/$1 ;;
esac
shift
# shellcheck source=packaging/setup.sh
. packaging/setup.sh
diffuscope_setup packaging/packages-build.txt packaging/packages-run.txt
build=build/release
cmake --preset release -DDIFFUSCOPE_TESTS=ON >/dev/null
cmake --build --preset release --target diffuscope-screenshots
densities=${DIFFUSCOPE_DENSITIES:-1 2}
case " $* " in *' --quick '*) densities=${DIFFUSCOPE_DENSITIES:-1} ;; esac
for density in $densities; do
    echo "==> Device pixel ratio $density"
    QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$density GOMP_SPINCOUNT=2000 OPENBLAS_NUM_THREADS=1 \
        "$build/bin/diffuscope-screenshots" "$out" "$@"
done
echo "==> $(find "$out" -name '*.png' | wc -l) pictures in $out"
