#!/usr/bin/env bash
# What other readers feel of ten thousand idle connections and of slow clients.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Readers' p99 with and without 10,000 idle connections, 200 clients that send a header byte a second, and 200 that read a kilobyte a second.

  bench/idle.sh [--idle 10000] [--slow 200] [--rounds 5] [--seconds 5]

Needs: wrk, python3, and `ulimit -n` of 25,000 or leave to raise it. Small: --idle 500 --slow 20 --rounds 1 --seconds 1
HELP
}
IDLE=10000 SLOW=200 ROUNDS=5 SECONDS_EACH=5
while [ $# -gt 0 ]; do
  case $1 in
    --idle) IDLE=$2; shift ;; --slow) SLOW=$2; shift ;; --rounds) ROUNDS=$2; shift ;; --seconds) SECONDS_EACH=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need wrk wrk python3 python3
indelible_binary
scratch
ulimit -n $((IDLE + 2 * SLOW + 4000)) 2>/dev/null || { echo "this needs $((IDLE + 2 * SLOW + 4000)) open files: raise 'ulimit -n', or take a smaller --idle" >&2; exit 2; }
archive "$WORK/data" 200
echo "idle and slow: $(machine)"
serve "$WORK/data"
PAGE=$(python3 "$HERE/pick.py" "$SITE")

# crowd: opens the connections, says so, keeps them (opening again what the server closes) until it is stopped.
cat >"$WORK/crowd.py" <<'PY'
import asyncio, sys, urllib.parse
site, page, idle, slow = urllib.parse.urlparse(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
opened = {"idle": 0, "closed": 0}
async def connect(n):
    # Several source addresses of the loopback network, so that ports do not run out.
    return await asyncio.open_connection(site.hostname, site.port, local_addr=(f"127.0.0.{2 + n % 8}", 0))
async def idler(n):
    while True:
        try:
            reader, writer = await connect(n)
            opened["idle"] += 1
            await reader.read(1)
            writer.close()
        except OSError:
            pass
        opened["closed"] += 1
        await asyncio.sleep(1)
async def slow_sender(n):
    while True:
        try:
            _, writer = await connect(n)
            for byte in f"GET /{page} HTTP/1.1\r\nhost: a\r\nx-slow: {'a' * 4000}\r\n\r\n":
                writer.write(byte.encode())
                await writer.drain()
                await asyncio.sleep(1)
        except OSError:
            await asyncio.sleep(1)
async def slow_reader(n):
    while True:
        try:
            reader, writer = await connect(n)
            writer.write(f"GET /{page} HTTP/1.1\r\nhost: a\r\n\r\n".encode() * 20)
            while await reader.read(1024):
                await asyncio.sleep(1)
            writer.close()
        except OSError:
            await asyncio.sleep(1)
async def main():
    tasks = []
    for n in range(idle):
        tasks.append(asyncio.create_task(idler(n)))
        if n % 200 == 199:
            await asyncio.sleep(0.05)
    tasks += [asyncio.create_task(slow_sender(n)) for n in range(slow)] + [asyncio.create_task(slow_reader(n)) for n in range(slow)]
    for _ in range(200):
        if opened["idle"] >= idle:
            break
        await asyncio.sleep(0.1)
    print(f"{opened['idle']} idle connections stood, {opened['closed']} were closed meanwhile", flush=True)
    await asyncio.gather(*tasks)
asyncio.run(main())
PY

: >"$WORK/runs"
for round in $(seq "$ROUNDS"); do
  wrk -t2 -c32 -d"${SECONDS_EACH}s" --latency -H 'Accept-Encoding: gzip' "$SITE$PAGE" >"$WORK/alone-$round"
  python3 "$WORK/crowd.py" "$SITE" "$PAGE" "$IDLE" "$SLOW" >"$WORK/crowd-$round" &
  crowd=$!
  STARTED+=("$crowd")
  for _ in $(seq 600); do [ -s "$WORK/crowd-$round" ] && break; sleep 0.1; done
  cat "$WORK/crowd-$round"
  wrk -t2 -c32 -d"${SECONDS_EACH}s" --latency -H 'Accept-Encoding: gzip' "$SITE$PAGE" >"$WORK/crowded-$round"
  memory_of "$SERVE_PID" VmRSS >"$WORK/memory-$round"
  stop "$crowd"
  sleep 1
done
python3 - "$WORK" "$ROUNDS" <<'PY'
import re, statistics, sys
work, rounds = sys.argv[1], int(sys.argv[2])
unit = {"us": 0.001, "ms": 1, "s": 1000}
def read(name):
    text = open(f"{work}/{name}").read()
    if "Non-2xx" in text or re.search(r"timeout [1-9]", text):
        print(f"{name}: readers met errors\n{text}")
    p99, u = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return float(p99) * unit[u], float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
pairs = [(read(f"alone-{n}"), read(f"crowded-{n}")) for n in range(1, rounds + 1)]
middle = statistics.median
print("\n|  | p99 ms | requests/s |\n|---|---:|---:|")
for name, side in (("alone", 0), ("in the crowd", 1)):
    print(f"| {name} | {middle(pair[side][0] for pair in pairs):.2f} | {middle(pair[side][1] for pair in pairs):,.0f} |")
print(f"\np99 in the crowd to alone, median of {rounds} rounds: {middle(b[0] / a[0] for a, b in pairs):.2f}; resident memory in the crowd: {max(int(open(f'{work}/memory-{n}').read()) for n in range(1, rounds + 1))} MiB")
PY
