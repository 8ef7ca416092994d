#!/usr/bin/env bash
# Installs what is missing from Debian's packages. Sourced by run.sh and test.sh; does nothing when all is there.
# usage: diffuscope_setup LIST...   (LIST is a file in packaging/ with one package a line)

diffuscope_missing_packages() {
    local list package
    for list in "$@"; do
        while read -r package; do
            case "$package" in '' | '#'*) continue ;; esac
            dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
        done <"$list"
    done
}

diffuscope_setup() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        echo "diffuscope: this script installs Debian packages, and there is no apt-get here." >&2
        echo "            Install what $* name(s) with your system's tools, then build with CMake (README.md)." >&2
        return 1
    fi
    local missing
    missing=$(diffuscope_missing_packages "$@")
    [ -z "$missing" ] && return 0
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "diffuscope: these packages are missing and installing them needs root:" >&2
            echo "$missing" | tr '\n' ' ' >&2
            echo >&2
            echo "            Run this script as root, or install sudo." >&2
            return 1
        fi
        sudo=(sudo)
    fi
    echo "==> Installing $(echo "$missing" | wc -l) package(s): $(echo "$missing" | tr '\n' ' ')"
    "${sudo[@]}" apt-get update -qq
    # shellcheck disable=SC2086
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
        >"${TMPDIR:-/tmp}/diffuscope-apt.$$.log" 2>&1 || {
        tail -n 20 "${TMPDIR:-/tmp}/diffuscope-apt.$$.log" >&2
        echo "diffuscope: apt-get could not install the packages above." >&2
        return 1
    }
    rm -f "${TMPDIR:-/tmp}/diffuscope-apt.$$.log"
}
