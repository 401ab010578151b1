#!/usr/bin/env bash
# How fast a real archive comes in, printed.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Imports an archive into a new data directory, to the end: articles in, pages printed, edition signed.

  bench/import.sh [SOURCE] [--rounds 3] [--articles N]

SOURCE is digitalgov.tar.gz by default (looked for in ../shared/data); with --articles a generated archive of N takes its place.
Small: --articles 200 --rounds 1
HELP
}
SOURCE= ROUNDS=3 ARTICLES=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) ROUNDS=$2; shift ;; --articles) ARTICLES=$2; shift ;;
    -h | --help) usage; exit 0 ;; -*) usage >&2; exit 2 ;; *) SOURCE=$1 ;;
  esac
  shift
done
need python3 python3
indelible_binary
scratch
if [ -n "$ARTICLES" ]; then
  python3 "$HERE/archive.py" "$WORK/source" --articles "$ARTICLES"
  SOURCE=$WORK/source
fi
SOURCE=${SOURCE:-$ROOT/../shared/data/digitalgov.tar.gz}
[ -e "$SOURCE" ] || { echo "there is no $SOURCE: name an archive, or use --articles N" >&2; exit 2; }

echo "importing: $(machine), $(basename "$SOURCE")"
for round in $(seq "$ROUNDS"); do
  rm -rf "$WORK/data"
  "$INDELIBLE" init "$WORK/data" >/dev/null
  python3 "$HERE/measure.py" "$WORK/run-$round.json" "$INDELIBLE" --dir "$WORK/data" import "$SOURCE" --json >"$WORK/report-$round.json" 2>"$WORK/log" || { tail -5 "$WORK/log" >&2; exit 1; }
done
"$INDELIBLE" --dir "$WORK/data" export static "$WORK/static" >/dev/null 2>&1
(cd "$WORK/static" && find . -path './[12][0-9][0-9][0-9]/*/*/*/index.html' | wc -l) >"$WORK/articles"
python3 - "$WORK" "$ROUNDS" <<'PY'
import json, pathlib, statistics, sys
work, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
runs = [json.loads((work / f"run-{n}.json").read_text()) for n in range(1, rounds + 1)]
articles = int((work / "articles").read_text())
rates = [articles / run["seconds"] for run in runs]
print(f"{articles} articles in {statistics.median(run['seconds'] for run in runs):.2f} s: {statistics.median(rates):,.0f} articles/s "
      f"({min(rates):,.0f}–{max(rates):,.0f} in {rounds} rounds; wanted: 300), {statistics.median(run['cpu'] for run in runs):.1f} CPU s, peak {max(run['peak_mib'] for run in runs):.0f} MiB")
PY
