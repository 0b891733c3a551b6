#!/usr/bin/env bash
# What programs that are not ours make of generated/openapi.json: a validator takes it, the recorded
# examples fit its schemas, and a generator of clients turns it into code that compiles and reads
# the recorded answers. Needs python3 with venv, a Rust toolchain and their package registries.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
document=$root/generated/openapi.json
export CARGO_TARGET_DIR=$root/target/foreign
# In one place, so that a second run builds nothing but this crate again.
crate=$CARGO_TARGET_DIR/openapi-client
venv=$(mktemp -d)
trap 'rm -rf "$venv" "$crate"' EXIT

python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check \
    --requirement "$root/tests/foreign/requirements.txt"
"$venv/bin/python" "$root/tests/foreign/openapi.py" validate "$document"

rm -rf "$crate"
mkdir -p "$crate/src"
cat >"$crate/Cargo.toml" <<'END'
[package]
name = "openapi-client"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[profile.dev]
debug = false

[dependencies]
chrono = { version = "0.4", default-features = false, features = ["serde"] }
progenitor = "=0.14.0"
progenitor-client = "=0.14.0"
reqwest = { version = "0.13", default-features = false, features = ["json", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
END
"$venv/bin/python" "$root/tests/foreign/openapi.py" client "$document" "$crate"
cargo build --quiet --manifest-path "$crate/Cargo.toml"
echo "openapi: progenitor made a client of it, and that compiles"
"$CARGO_TARGET_DIR/debug/openapi-client"
