#!/usr/bin/env bash
# How many polls of live coverage are answered: the fragment that open pages ask for, unchanged (304) and whole (200).
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Polls of live coverage: requests a second for the fragment of the demo's open coverage, with If-None-Match (304) and without (200, gzip).

  bench/live.sh [--connections 128] [--rounds 3] [--seconds 10]

wrk and the house share the machine, so this says what is served beside the load that asks. Needs: wrk, python3. Small: --rounds 1 --seconds 2
HELP
}
CONNECTIONS=128 ROUNDS=3 SECONDS_EACH=10
while [ $# -gt 0 ]; do
  case $1 in
    --connections) CONNECTIONS=$2; shift ;; --rounds) ROUNDS=$2; shift ;; --seconds) SECONDS_EACH=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need wrk wrk python3 python3
indelible_binary
scratch
echo "live coverage: $(machine)"
port=$(free_port)
"$INDELIBLE" demo --port "$port" --dir "$WORK/demo" >"$WORK/demo.log" 2>&1 &
STARTED+=("$!")
SITE=http://127.0.0.1:$port/
wait_for "$SITE" 300 || { cat "$WORK/demo.log" >&2; exit 1; }
settle "${STARTED[0]}"

# The page, its fragment, the fragment's ETag and size.
read -r FRAGMENT TAG BYTES < <(
  python3 - "$SITE" <<'PY'
import re, sys, urllib.request
site = sys.argv[1]
front = urllib.request.urlopen(site).read().decode()
for path in dict.fromkeys(re.findall(r'href="\./(\d{4}/\d\d/\d\d/[^"/]+/)"', front)):
    page = urllib.request.urlopen(site + path).read().decode()
    if 'data-from="live.html"' in page:
        asked = urllib.request.Request(site + path + "live.html", headers={"accept-encoding": "gzip"})
        answer = urllib.request.urlopen(asked)
        print(site + path + "live.html", answer.headers["etag"], len(answer.read()))
        break
else:
    sys.exit("no open coverage on the front")
PY
)
[ -n "$FRAGMENT" ] || exit 1
echo "the fragment: $BYTES bytes of gzip"

# rate HEADER …: requests a second, the median of the rounds.
rate() {
  for _ in $(seq "$ROUNDS"); do
    wrk -t 2 -c "$CONNECTIONS" -d "$SECONDS_EACH" "$@" "$FRAGMENT" | tee -a "$WORK/wrk.log" | awk '/Requests\/sec/ { print $2 } /Socket errors/ { print > "/dev/stderr" }'
  done | sort -n | awk '{ all[NR] = $1 } END { printf "%d\n", all[int((NR + 1) / 2)] }'
}
UNCHANGED=$(rate -H "If-None-Match: $TAG" -H "Accept-Encoding: gzip")
WHOLE=$(rate -H "Accept-Encoding: gzip")
printf 'unchanged (304)  %8d a second: readers at one poll in 20 s: %d\n' "$UNCHANGED" $((UNCHANGED * 20))
printf 'whole (200)      %8d a second: readers at one poll in 20 s: %d\n' "$WHOLE" $((WHOLE * 20))
