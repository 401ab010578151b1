#!/usr/bin/env bash
# From nothing to the first page, and how much memory it takes.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Cold start with a large archive: from the start of the process to the first 200, resident memory then, and while 100 connections read random articles.

  bench/cold.sh [--articles 100000] [--rounds 5] [--seconds 20] [--data DIR]

--data DIR is a data directory made before (it is copied). Before each start the kernel's page cache is dropped where that is allowed.
Needs: wrk, python3. Small: --articles 500 --rounds 1 --seconds 2
HELP
}
ARTICLES=100000 ROUNDS=5 SECONDS_EACH=20 DATA=
while [ $# -gt 0 ]; do
  case $1 in
    --articles) ARTICLES=$2; shift ;; --rounds) ROUNDS=$2; shift ;; --seconds) SECONDS_EACH=$2; shift ;; --data) DATA=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need wrk wrk python3 python3
indelible_binary
scratch
if [ -n "$DATA" ]; then cp -r "$DATA" "$WORK/data"; else archive "$WORK/data" "$ARTICLES"; fi

echo "cold start: $(machine)"
serve "$WORK/data" # once, so that nothing is left to do from the import, nor from an older form of the pages
python3 "$HERE/paths.py" "$SITE" 2000 >"$WORK/paths"
settle "$SERVE_PID"
stop "$SERVE_PID"

: >"$WORK/starts"
for _ in $(seq "$ROUNDS"); do
  sync
  dropped=warm
  if echo 3 2>/dev/null >/proc/sys/vm/drop_caches; then dropped=cold; fi
  port=$(free_port)
  python3 - "$INDELIBLE" "$WORK/data" "$port" "$(free_port)" "$WORK/pid" "$(head -1 "$WORK/paths")" >>"$WORK/starts" <<'PY'
import http.client, os, socket, subprocess, sys, time
binary, data, port, desk, pid_file, path = sys.argv[1:]
env = dict(os.environ, INDELIBLE_DESK_PORT=desk, INDELIBLE_DESK_URL=f"http://localhost:{desk}")
log = open(pid_file + ".log", "w")
began = time.monotonic()
child = subprocess.Popen([binary, "--dir", data, "serve", "--port", port], env=env, stdout=log, stderr=log)
def first(where):
    while True:
        if child.poll() is not None:
            sys.exit("it ended: " + open(pid_file + ".log").read())
        try:
            ask = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
            ask.request("GET", where)
            answer = ask.getresponse()
            answer.read()
            if answer.status == 200:
                return (time.monotonic() - began) * 1000
        except OSError:
            pass
        time.sleep(0.002)
front, article = first("/"), first("/" + path)
time.sleep(2)
status = dict(line.split(":", 1) for line in open(f"/proc/{child.pid}/status") if ":" in line)
print(f"{front:.0f} {article:.0f} {int(status['VmRSS'].split()[0]) / 1024:.0f} {int(status['VmHWM'].split()[0]) / 1024:.0f}")
child.terminate()
child.wait()
PY
done

serve "$WORK/data"
cat >"$WORK/random.lua" <<LUA
local paths = {}
for line in io.lines("$WORK/paths") do paths[#paths + 1] = "/" .. line end
local seed = 7
request = function()
  seed = (seed * 1103515245 + 12345) % 2147483648
  return wrk.format("GET", paths[seed % #paths + 1], { ["Accept-Encoding"] = "gzip" })
end
LUA
wrk -t2 -c100 -d"${SECONDS_EACH}s" --latency -s "$WORK/random.lua" "$SITE" >"$WORK/wrk.txt" &
wrk_pid=$!
most=0
while kill -0 "$wrk_pid" 2>/dev/null; do
  now=$(memory_of "$SERVE_PID" VmRSS)
  [ "$now" -gt "$most" ] && most=$now
  sleep 0.2
done
python3 - "$WORK/starts" "$most" "$WORK/wrk.txt" "$dropped" <<'PY'
import re, statistics, sys
starts = [list(map(float, line.split())) for line in open(sys.argv[1])]
column = lambda n: [start[n] for start in starts]
text = open(sys.argv[3]).read()
print(f"page cache before each start: {sys.argv[4]}")
print(f"first 200: front {statistics.median(column(0)):.0f} ms (most {max(column(0)):.0f}), an article {statistics.median(column(1)):.0f} ms (most {max(column(1)):.0f}); wanted: 1000")
print(f"resident two seconds later: {statistics.median(column(2)):.0f} MiB, peak until then {max(column(3)):.0f} MiB; wanted: 200")
rate = re.search(r"Requests/sec:\s+(\S+)", text).group(1)
print(f"while 100 connections read {rate} random articles a second: {sys.argv[2]} MiB at most; wanted: 256")
if "Non-2xx" in text:
    sys.exit("some answers were not 200: " + text)
PY
