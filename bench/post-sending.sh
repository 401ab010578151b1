#!/usr/bin/env bash
# A whole sending, ledger and all, against Postfix's smtp-source into the same smtp-sink.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Letters a second of a sending from start to closed books (a letter for each reader, leased and settled in a ledger on disk), unsigned and signed, and of
Postfix's smtp-source, which pushes one letter again and again, into the same smtp-sink on loopback. They take turns; given are the medians and their ratio.

  bench/post-sending.sh [--rounds 5] [--letters 20000] [--size 30000] [--connections 20] [--memory "10000 1000000"] [--no-memory]

Wanted of smtp-source's rate: 0.9 unsigned, 0.8 with Ed25519, 0.35 with RSA-2048 and Ed25519. Then the peak memory of sendings of two sizes, with small
letters. Needs: postfix (its service need not run), python3, and cargo build --release --example sending (or SENDING_BIN).
Small: --rounds 1 --letters 500 --memory "200 2000"
HELP
}
ROUNDS=5 LETTERS=20000 SIZE=30000 CONNECTIONS=20 MEMORY="10000 1000000"
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) ROUNDS=$2; shift ;; --letters) LETTERS=$2; shift ;; --size) SIZE=$2; shift ;; --connections) CONNECTIONS=$2; shift ;;
    --memory) MEMORY=$2; shift ;; --no-memory) MEMORY= ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need smtp-source postfix smtp-sink postfix python3 python3
SENDING=${SENDING_BIN:-${CARGO_TARGET_DIR:-$ROOT/target}/release/examples/sending}
if [ ! -x "$SENDING" ]; then
  echo "there is no $SENDING: run 'cargo build --release --example sending' first, or set SENDING_BIN" >&2
  exit 2
fi
scratch
PATH="$PATH:/usr/sbin"
PORT=$(free_port)
SINK_USER=()
[ "$(id -u)" != 0 ] || SINK_USER=(-u nobody)
smtp-sink "${SINK_USER[@]}" "127.0.0.1:$PORT" 256 &
STARTED+=($!)

python3 - "$SENDING" "$WORK" "$PORT" "$ROUNDS" "$LETTERS" "$SIZE" "$CONNECTIONS" "$MEMORY" <<'PY'
import json, os, shutil, socket, statistics, subprocess, sys, time

sending, work = sys.argv[1:3]
port, rounds, letters, size, connections = map(int, sys.argv[3:8])
sizes = [int(word) for word in sys.argv[8].split()]
for _ in range(200):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        break
    except OSError:
        time.sleep(0.02)
else:
    sys.exit("smtp-sink does not answer")

def source():
    began = time.monotonic()
    subprocess.run(["smtp-source", "-d", "-s", str(connections), "-m", str(letters), "-l", str(size), "-f", "bounce@news.example", "-t", "reader@example.org",
                    "-M", "mail.example", f"inet:127.0.0.1:{port}"], check=True, stdout=subprocess.DEVNULL)
    return letters / (time.monotonic() - began), {}

def ours(sign, recipients=letters, bytes_=size):
    folder = os.path.join(work, "sending")
    shutil.rmtree(folder, ignore_errors=True)
    done = subprocess.run([sending, folder, str(port), "--recipients", str(recipients), "--connections", str(connections), "--per-domain", str(connections),
                           "--per-connection", "1000000", "--size", str(bytes_), "--sign", sign], check=True, capture_output=True, text=True)
    books = json.loads(done.stdout.strip().splitlines()[-1])
    if books["accepted"] != recipients or not books["even"]:
        sys.exit(f"the books do not balance: {books}")
    told = json.loads(done.stderr.strip().splitlines()[-1])
    return recipients / told["sent_s"], told

runs = {"smtp-source": source, "unsigned": lambda: ours("none"), "Ed25519": lambda: ours("ed25519"), "RSA-2048 + Ed25519": lambda: ours("both")}
wanted = {"unsigned": 0.9, "Ed25519": 0.8, "RSA-2048 + Ed25519": 0.35}
found = {name: [] for name in runs}
source()
ours("none")
for turn in range(rounds):
    for name in sorted(runs, reverse=turn % 2 == 1):
        found[name].append(runs[name]())
print(f"{letters} letters of {size} bytes over {connections} connections, {rounds} rounds, {os.cpu_count()} cores")
rate = {name: statistics.median(run[0] for run in of) for name, of in found.items()}
for name, of in found.items():
    rates = sorted(run[0] for run in of)
    line = f"{name:20} {rate[name]:7.0f} letters a second (from {rates[0]:.0f} to {rates[-1]:.0f})"
    if name in wanted:
        prepared = statistics.median(run[1]["prepared_s"] for run in of)
        line += f", {rate[name] / rate['smtp-source']:.2f} of smtp-source (wanted {wanted[name]}); prepared in {prepared:.2f} s before"
    print(line)
for recipients in sizes:
    per_second, told = ours("none", recipients, 1000)
    print(f"{recipients:9} recipients, small letters: peak {told['peak_mib']} MiB, prepared in {told['prepared_s']:.1f} s, sent in {told['sent_s']:.1f} s ({per_second:.0f} a second)")
PY
