#!/usr/bin/env bash
# Letters a second into the same smtp-sink: ours, and Postfix's smtp-source.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Pushes letters of one size over so many connections into one smtp-sink on loopback: the crate's client (examples/push.rs) and Postfix's smtp-source, in turn.

  bench/post-smtp.sh [--rounds 7] [--letters 20000] [--size 30000] [--connections 20] [--sink "OPTIONS"]

The order changes from round to round. Printed are the medians, their ratio, and the CPU seconds of the sender alone for 1,000 letters. --sink -p turns
PIPELINING off. Both send the same letter to the same address, unsigned. Needs: postfix (its service need not run), python3, and
cargo build --release -p letter --example push (or PUSH_BIN).
Small: --rounds 1 --letters 500
HELP
}
ROUNDS=7 LETTERS=20000 SIZE=30000 CONNECTIONS=20 SINK_OPTIONS=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) ROUNDS=$2; shift ;; --letters) LETTERS=$2; shift ;; --size) SIZE=$2; shift ;;
    --connections) CONNECTIONS=$2; shift ;; --sink) SINK_OPTIONS=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need smtp-source postfix smtp-sink postfix python3 python3
PUSH=${PUSH_BIN:-${CARGO_TARGET_DIR:-$ROOT/target}/release/examples/push}
if [ ! -x "$PUSH" ]; then
  echo "there is no $PUSH: run 'cargo build --release -p letter --example push' first, or set PUSH_BIN" >&2
  exit 2
fi
scratch
PATH="$PATH:/usr/sbin"
PORT=$(free_port)
SINK_USER=()
[ "$(id -u)" != 0 ] || SINK_USER=(-u nobody)
# shellcheck disable=SC2086
smtp-sink "${SINK_USER[@]}" $SINK_OPTIONS "127.0.0.1:$PORT" 256 &
STARTED+=($!)

python3 - "$PUSH" "$PORT" "$ROUNDS" "$LETTERS" "$SIZE" "$CONNECTIONS" <<'PY'
import os, resource, socket, statistics, subprocess, sys, time

push, port, rounds, letters, size, connections = sys.argv[1], *map(int, sys.argv[2:])
for _ in range(200):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        break
    except OSError:
        time.sleep(0.02)
else:
    sys.exit("smtp-sink does not answer")

commands = {
    "ours": [push, "--port", str(port), "--connections", str(connections), "--letters", str(letters), "--size", str(size)],
    "smtp-source": ["smtp-source", "-d", "-s", str(connections), "-m", str(letters), "-l", str(size), "-f", "bounce+0123456789abcdef@news.example",
                    "-t", "reader@example.org", "-M", "mail.example", f"inet:127.0.0.1:{port}"],
}

def run(name, count=None):
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(commands[name], check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return letters / seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

for name in commands:
    run(name)
found = {name: [] for name in commands}
for turn in range(rounds):
    for name in sorted(commands, reverse=turn % 2 == 1):
        found[name].append(run(name))
print(f"{letters} letters of {size} bytes over {connections} connections, {rounds} rounds, {os.cpu_count()} cores")
rate = {}
for name, runs in found.items():
    rates = sorted(run[0] for run in runs)
    rate[name] = statistics.median(rates)
    cpu = statistics.median(run[1] for run in runs) / letters * 1e3
    print(f"{name:12} {rate[name]:8.0f} letters a second (from {rates[0]:.0f} to {rates[-1]:.0f}), {cpu:.3f} s of CPU for 1,000 letters")
print(f"ratio of medians {rate['ours'] / rate['smtp-source']:.2f}")
PY
