#!/usr/bin/env bash
# Clients of Planhat that others wrote, against the sandbox: what they create, read, change and
# delete is there when it is read past them. Needs python3 (3.11 or later) with venv, a Rust
# toolchain and their package registries.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
here=$root/tests/foreign/python
tenant=11111111-2222-4333-8444-555555555555
work=$(mktemp -d)
sandboxes=()
finish() {
    local one
    for one in "${sandboxes[@]}"; do
        kill "$one" 2>/dev/null || true
        wait "$one" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

# start NAME FLAG...: starts a sandbox and waits until NAME has its address.
start() {
    local name=$1
    shift
    "${CARGO_TARGET_DIR:-$root/target}/debug/planhat" sandbox --listen 127.0.0.1:0 \
        --token foreign-token --tenant-token "$tenant" --no-quota "$@" \
        >"$work/$name" 2>"$work/said" </dev/null &
    sandboxes+=($!)
    for _ in $(seq 100); do
        if [ -s "$work/$name" ]; then
            return
        fi
        kill -0 $! 2>/dev/null || break
        sleep 0.1
    done
    echo "the sandbox did not start:"
    cat "$work/said"
    exit 1
}

pip=("$work/venv/bin/pip" install --quiet --disable-pip-version-check)
python3 -m venv "$work/venv"
"${pip[@]}" --requirement "$here/requirements.txt"
# Its package has the name of another one's, so that it stands apart; what it needs is there.
"${pip[@]}" --no-deps --target "$work/old" --requirement "$here/requirements-old.txt"

cargo build --quiet --package planhat-cli
start empty --data "$work/records"
start made-up --demo 5
PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$here/main.py" \
    "$(head -n 1 "$work/empty")" "$(head -n 1 "$work/made-up")" foreign-token "$tenant" \
    "$work/old" "$work/records"
