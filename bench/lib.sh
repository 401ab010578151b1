# Shared by the scripts of this folder. Everything happens on loopback and in one temporary folder, which is removed at the end.
# shellcheck shell=bash

set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$HERE")

# need COMMAND PACKAGE …: says what to install, all at once.
need() {
  local missing=()
  while [ $# -gt 0 ]; do
    PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  if [ ${#missing[@]} -gt 0 ]; then
    echo "this needs tools that are not here: apt-get install ${missing[*]}" >&2
    exit 2
  fi
}

# The binary that is measured: INDELIBLE_BIN, or the release build.
indelible_binary() {
  INDELIBLE=${INDELIBLE_BIN:-${CARGO_TARGET_DIR:-$ROOT/target}/release/indelible}
  if [ ! -x "$INDELIBLE" ]; then
    echo "there is no $INDELIBLE: run 'cargo build --release' first, or set INDELIBLE_BIN" >&2
    exit 2
  fi
}

WORK=
STARTED=()
# scratch: makes $WORK. It lies under $BENCH_DIR, or /tmp; --keep of a script leaves it.
scratch() {
  WORK=$(mktemp -d "${BENCH_DIR:-${TMPDIR:-/tmp}}/indelible-bench-XXXXXX")
  chmod 755 "$WORK"
  trap finish EXIT
  trap 'exit 130' INT TERM
}

finish() {
  local status=$? pid
  for pid in "${STARTED[@]:-}"; do
    [ -z "$pid" ] || stop "$pid"
  done
  [ -n "$WORK" ] && [ -z "${KEEP:-}" ] && rm -rf "$WORK"
  exit "$status"
}

stop() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for URL SECONDS: until it answers 200.
wait_for() {
  python3 - "$1" "${2:-60}" <<'PY'
import ssl, sys, time, urllib.request
url, patience = sys.argv[1], float(sys.argv[2])
end = time.monotonic() + patience
context = ssl._create_unverified_context()
while True:
    try:
        if urllib.request.urlopen(url, timeout=5, context=context).status == 200:
            break
    except OSError as error:
        if time.monotonic() > end:
            sys.exit(f"{url} did not answer 200 within {patience:.0f} s: {error}")
        time.sleep(0.01)
PY
}

# serve DIR [NAME=VALUE …]: starts the house on free ports; sets SERVE_PID, SITE (with a slash at its end), DESK, LOG.
serve() {
  local dir=$1 port desk scheme=http
  shift
  port=$(free_port)
  desk=$(free_port)
  LOG=$WORK/serve-$port.log
  for setting in "$@"; do case $setting in INDELIBLE_TLS_CERTIFICATE=*) scheme=https ;; esac; done
  env "$@" INDELIBLE_DESK_PORT="$desk" INDELIBLE_DESK_URL="http://localhost:$desk" "$INDELIBLE" --dir "$dir" serve --port "$port" >"$LOG" 2>&1 &
  SERVE_PID=$!
  STARTED+=("$SERVE_PID")
  SITE=$scheme://127.0.0.1:$port/
  DESK=http://localhost:$desk/
  wait_for "$SITE" 120 || { cat "$LOG" >&2; exit 1; }
}

# at_most MOST NUMBER, and at least 4.
at_most() {
  python3 -c 'import sys; most, number = map(int, sys.argv[1:]); print(max(4, min(most, number)))' "$1" "$2"
}

# archive DIR COUNT: a data directory with COUNT generated articles, printed. A small one has fewer tags and authors, so that its listings are as full as a large one's. With BENCH_CACHE set, made once and copied from there.
archive() {
  local dir=$1 count=$2 made
  if [ -n "${BENCH_CACHE:-}" ] && [ -d "$BENCH_CACHE/data-$count" ]; then
    cp -r "$BENCH_CACHE/data-$count" "$dir"
    sync # else the copy is still being written while others commit
    return
  fi
  made=$WORK/source-$count
  python3 "$HERE/archive.py" "$made" --articles "$count" --tags "$(at_most 200 $((count / 50)))" --authors "$(at_most 100 $((count / 100)))" >&2
  "$INDELIBLE" --dir "$dir" init "$dir" >&2
  "$INDELIBLE" --dir "$dir" import "$made" --json >"$WORK/import-$count.json" 2>"$WORK/import-$count.log" ||
    { tail -5 "$WORK/import-$count.log" >&2; exit 1; }
  rm -rf "$made"
  index_archive "$dir"
  if [ -n "${BENCH_CACHE:-}" ]; then
    mkdir -p "$BENCH_CACHE"
    cp -r "$dir" "$BENCH_CACHE/data-$count"
  fi
}

# index_archive DIR: serves a new archive until its search index has everything. Else a large one would be measured while that is made, and a small one not.
index_archive() {
  serve "$1"
  python3 - "$1/paper.db" <<'PY'
import sqlite3, sys, time
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
while db.execute("SELECT count(*) FROM unindexed").fetchone()[0]:
    time.sleep(0.5)
PY
  stop "$SERVE_PID"
}

# cpu_of PID: CPU seconds that it and its children now running have used, user and system.
cpu_of() {
  python3 - "$1" <<'PY'
import os, sys
def stat(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()
def tree(pid):
    yield pid
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as file:
            for child in file.read().split():
                yield from tree(int(child))
ticks = sum(int(f[11]) + int(f[12]) for f in map(stat, tree(int(sys.argv[1]))))
print(ticks / os.sysconf("SC_CLK_TCK"))
PY
}

# settle PID: until its work in the background (brotli bodies, the search index) is done, so that a steady state is measured.
settle() {
  local before after quiet=0
  for _ in $(seq 3600); do
    before=$(cpu_of "$1")
    sleep 0.5
    after=$(cpu_of "$1")
    if python3 -c "import sys; sys.exit(not $after - $before < 0.02)"; then quiet=$((quiet + 1)); else quiet=0; fi
    [ "$quiet" -lt 3 ] || return 0
  done
  echo "the process $1 does not come to rest" >&2
  exit 1
}

# memory_of PID FIELD: VmRSS or VmHWM in MiB.
memory_of() {
  awk -v field="$2:" '$1 == field { printf "%.0f\n", $2 / 1024 }' "/proc/$1/status"
}

machine() {
  echo "$(nproc) cores, $(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(. /etc/os-release && echo "$PRETTY_NAME"), $(date -u +%Y-%m-%d), $("$INDELIBLE" --version 2>/dev/null | head -1)"
}
