#!/usr/bin/env bash
# Puts the server to schemathesis: thousands of requests made from its own /openapi.json, each answer held against it.
# Usage: schemathesis.sh [PROGRAM]; the program is target/release/agentexport unless told otherwise.
# Needs Python 3 with venv (as .ci/tools installs it); the pinned version is installed into a directory of its own, kept in SCHEMATHESIS_VENV.
set -euo pipefail
version=4.32.5
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${1:-${CARGO_TARGET_DIR:-$here/../../target}/release/agentexport}")
venv=${SCHEMATHESIS_VENV:-/tmp/schemathesis-$version}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

if [ ! -x "$venv/bin/schemathesis" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet "schemathesis==$version"
fi

# Runs the checks against a server with these arguments: for schemathesis before "--", for the server after it.
check() {
    local for_tests=()
    while [ "$1" != -- ]; do for_tests+=("$1") && shift; done
    shift
    "$program" serve --data-dir "$work/archive" --port 0 "$@" 2>"$work/log" &
    server=$!
    local url=
    for _ in $(seq 100); do
        url=$(sed -n 's/^listening on //p' "$work/log")
        [ -z "$url" ] || break
        sleep 0.1
    done
    [ -n "$url" ] || { cat "$work/log" && exit 1; }
    # From there: it keeps a cache where it runs.
    cd "$work"
    "$venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$url/openapi.json" \
        --url "$url" --checks all --max-examples "${SCHEMATHESIS_EXAMPLES:-100}" --warnings off "${for_tests[@]}"
    kill "$server" && wait "$server"
    server=
}

"$program" demo --data-dir "$work/archive" >/dev/null 2>&1
echo "== without a token"
check --
echo "== with a token"
export AGENTEXPORT_TOKEN=a-token-for-this-test
check --header "Authorization: Bearer $AGENTEXPORT_TOKEN" --
