#!/usr/bin/env bash
# From the switch that ends all asks to readers seeing none, in a small archive and in a large one.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
From the POST of “End all asks” at the desk until readers have the new sheet, which hides every ask on every page, and whether that grows with the archive. Also how long it takes until the
oldest page is printed without its ask, and how many editions that is.

  bench/switch.sh [--sizes "1000 100000"] [--presses 20]

An ask stands at the end of every article; a producer with real passkeys (of software) turns all of them off and on again. Each time the pages begin to be printed anew, so that all presses but
the first come while that is under way. Needs: node, python3, and `npm ci` in tests/walks. Small: --sizes "60" --presses 3
HELP
}
SIZES="1000 100000" PRESSES=20
while [ $# -gt 0 ]; do
  case $1 in
    --sizes) SIZES=$2; shift ;; --presses) PRESSES=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need node nodejs python3 python3
[ -d "$ROOT/tests/walks/node_modules/parse5" ] || { echo "run 'npm ci' in tests/walks first" >&2; exit 2; }
indelible_binary
scratch
echo "the switch: $(machine)"
: >"$WORK/runs"
for size in $SIZES; do
  archive "$WORK/data-$size" "$size"
  oldest=$(python3 -c 'import sqlite3, sys; print(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute("SELECT path FROM piece ORDER BY first_published_at, id LIMIT 1").fetchone()[0])' "$WORK/data-$size/paper.db")
  serve "$WORK/data-$size" INDELIBLE_FUND_METHODS=transfer INDELIBLE_FUND_BANK="Bench Foundation; NL00 BENCH 0000 0000 00"
  INDELIBLE_BIN=$INDELIBLE node "$HERE/switch.mjs" "$WORK/data-$size" "$SITE" "$DESK" "$oldest" "$PRESSES" "$size" >>"$WORK/runs" || { tail -5 "$LOG" >&2; exit 1; }
  stop "$SERVE_PID"
done
python3 - "$WORK/runs" <<'PY'
import json, sys
runs = sorted((json.loads(line) for line in open(sys.argv[1])), key=lambda run: int(run["label"]))
print("\n| articles | presses | off: answered p50 | readers see none p50 | worst | on: readers see them p50 | worst | oldest page printed without | editions |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
for run in runs:
    off, on = run["off"], run["on"]
    print(f"| {int(run['label']):,} | {run['presses']} | {run['answered']['p50']:.0f} ms | **{off['p50']:.0f} ms** | {off['most']:.0f} | {on['p50']:.0f} ms | {on['most']:.0f} | {run['oldest_ms'] / 1000:.1f} s | {run['editions']} |")
worst = max(run["off"]["most"] for run in runs)
print(f"\nworst of all: {worst:.0f} ms (wanted: a second)")
PY
