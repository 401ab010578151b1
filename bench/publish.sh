#!/usr/bin/env bash
# From the press of Publish to readers having the story, in a small archive and in a large one.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
From the POST of a publication until the new page, the front and the feed are served with it, and whether that grows with the archive.

  bench/publish.sh [--sizes "1000 100000"] [--publications 200] [--rounds 3]

An editor with real passkeys (of software) presses Publish at the desk; three readers ask all the time from that moment on. The sizes take turns, so that
both meet the same weather; the median over the rounds is given. Needs: node, python3, and `npm ci` in tests/walks.
Small: --sizes "60" --publications 5 --rounds 1
HELP
}
SIZES="1000 100000" PUBLICATIONS=200 ROUNDS=3
while [ $# -gt 0 ]; do
  case $1 in
    --sizes) SIZES=$2; shift ;; --publications) PUBLICATIONS=$2; shift ;; --rounds) ROUNDS=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need node nodejs python3 python3
[ -d "$ROOT/tests/walks/node_modules/parse5" ] || { echo "run 'npm ci' in tests/walks first" >&2; exit 2; }
indelible_binary
scratch
echo "publishing: $(machine)"
for size in $SIZES; do archive "$WORK/data-$size" "$size"; done
: >"$WORK/runs"
for round in $(seq "$ROUNDS"); do
  for size in $SIZES; do
    serve "$WORK/data-$size"
    INDELIBLE_BIN=$INDELIBLE node "$HERE/publish.mjs" "$WORK/data-$size" "$SITE" "$DESK" "$((PUBLICATIONS / ROUNDS > 0 ? PUBLICATIONS / ROUNDS : 1))" "$size" >>"$WORK/runs" || { tail -5 "$LOG" >&2; exit 1; }
    stop "$SERVE_PID"
  done
done
python3 - "$WORK/runs" <<'PY'
import collections, json, statistics, sys
runs = collections.defaultdict(list)
for line in open(sys.argv[1]):
    run = json.loads(line)
    runs[int(run["label"])].append(run)
print("\n| articles | publications | acknowledged p50 | page p50 | front p50 | feed p50 | all three p50 | p99 | worst |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
half = {}
for size, of in sorted(runs.items()):
    m = lambda what, key: statistics.median(run[what][key] for run in of)
    half[size] = m("all", "p50")
    print(f"| {size:,} | {sum(run['publications'] for run in of)} | {m('answered', 'p50'):.1f} ms | {m('page', 'p50'):.1f} | {m('front', 'p50'):.1f} | {m('feed', 'p50'):.1f} | **{half[size]:.1f}** | {m('all', 'p99'):.1f} | {max(run['all']['most'] for run in of):.1f} |")
if len(half) > 1:
    small, large = min(half), max(half)
    print(f"\np50 with {large:,} to p50 with {small:,}: {half[large] / half[small]:.2f} (wanted: 1.2 at most; p50 50 ms, p99 150 ms)")
PY
