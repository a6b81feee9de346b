#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds Ottla and opens it. Arguments go to `ottla`:
#   --demo              with a local cluster and sample data
#   --screenshot FILE   draws the window, saves it and ends
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/.."
. packaging/install.sh

install_packages packaging/packages-build.txt
cmake --preset release -DOTTLA_BUILD_TESTS=OFF --log-level=WARNING
cmake --build --preset release

if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    case " $* " in
    *" --screenshot "*) export QT_QPA_PLATFORM=offscreen ;;
    *)
        echo "There is no display to open a window on. To see one all the same:" >&2
        echo "  ./packaging/run.sh --demo --screenshot ottla.png" >&2
        exit 1
        ;;
    esac
fi
ottla=$PWD/build/release/bin/ottla
cd "$caller"
exec "$ottla" "$@"
