# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh and test.sh. install_packages FILE…: installs what is missing of the Debian
# packages that the files list; does nothing, and needs no rights, when all are there. What Debian's
# releases name differently is a|b: any that is there will do, else the first that can be had.
is_installed() { # is_installed PACKAGE
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}
install_packages() {
    local missing=() package command each
    while read -r package command; do
        case "$package" in ''|'#'*) continue ;; esac
        if [ -n "$command" ] && command -v "$command" >/dev/null; then
            continue
        fi
        for each in ${package//|/ }; do
            if is_installed "$each"; then
                continue 2
            fi
        done
        missing+=("$package")
    done < <(cat "$@")
    if [ ${#missing[@]} -eq 0 ]; then
        return 0
    fi
    if ! command -v apt-get >/dev/null; then
        echo "Missing, and this is no Debian to install them on: ${missing[*]}" >&2
        return 1
    fi
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "As root, run: apt-get install ${missing[*]}" >&2
            return 1
        fi
        sudo=(sudo)
    fi
    echo "Installing: ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    local chosen=()
    for package in "${missing[@]}"; do
        for each in ${package//|/ }; do
            if apt-cache show "$each" >/dev/null 2>&1; then
                break
            fi
        done
        chosen+=("$each") # where there is none, apt-get says so of the last
    done
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${chosen[@]}" >/dev/null
}
