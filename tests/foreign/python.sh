#!/usr/bin/env bash
# Clients of Planhat that others wrote, against the sandbox: what they create, read, change and
# delete is there when it is read past them. Needs python3 with venv, a Rust toolchain and their
# package registries.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
work=$(mktemp -d)
sandbox=
finish() {
    if [ -n "$sandbox" ]; then
        kill "$sandbox" 2>/dev/null || true
        wait "$sandbox" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    --requirement "$root/tests/foreign/python-requirements.txt"

cargo build --quiet --package planhat-cli
target=${CARGO_TARGET_DIR:-$root/target}
"$target/debug/planhat" sandbox --listen 127.0.0.1:0 --token foreign-token \
    --tenant-token 11111111-2222-4333-8444-555555555555 --no-quota >"$work/address" 2>"$work/said" &
sandbox=$!
for _ in $(seq 100); do
    [ -s "$work/address" ] && break
    sleep 0.1
done
address=$(head -n 1 "$work/address")
if [ -z "$address" ]; then
    echo "the sandbox did not start:"
    cat "$work/said"
    exit 1
fi
"$work/venv/bin/python" "$root/tests/foreign/clients.py" "$address" foreign-token \
    11111111-2222-4333-8444-555555555555
