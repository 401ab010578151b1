#!/usr/bin/env bash
# All pages of a site printed anew, by us and by Hugo, from the same articles in the same run.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Everything printed anew: ours (compressed, hashed, signed, committed) against Hugo with a theme of the same kinds of page, on the same articles.

  bench/print.sh [--articles 10000] [--rounds 3]

Both run alone, in turn. Pages are all that a reader can fetch: HTML, feeds, sitemaps. Memory is the peak of the whole process.
Needs: hugo, python3. Small: --articles 500 --rounds 1
HELP
}
ARTICLES=10000 ROUNDS=3
while [ $# -gt 0 ]; do
  case $1 in
    --articles) ARTICLES=$2; shift ;; --rounds) ROUNDS=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need hugo hugo python3 python3
indelible_binary
scratch

echo "printing: $(machine), $(hugo version | cut -d' ' -f1-2)"
python3 "$HERE/archive.py" "$WORK/source" --articles "$ARTICLES"
"$INDELIBLE" init "$WORK/data" >/dev/null
"$INDELIBLE" --dir "$WORK/data" import "$WORK/source" --json >"$WORK/import.json" 2>"$WORK/import.log" || { tail -5 "$WORK/import.log" >&2; exit 1; }

cp -r "$HERE/hugo" "$WORK/hugo"
mkdir -p "$WORK/hugo/assets"
cp -r "$ROOT/assets/css" "$WORK/hugo/assets/css"
ln -s "$WORK/source/content" "$WORK/hugo/content"

for round in $(seq "$ROUNDS"); do
  rm -rf "$WORK/hugo/public" "$WORK/hugo/resources"
  sync
  (cd "$WORK/hugo" && python3 "$HERE/measure.py" "$WORK/hugo-$round.json" hugo --quiet)
  # A theme change: a style that every page carries is another one, so that every page is stored anew.
  mkdir -p "$WORK/data/theme/css"
  echo "@layer base{:root{--bench:$round}}" >"$WORK/data/theme/css/99-bench.css"
  sync
  python3 "$HERE/measure.py" "$WORK/ours-$round.json" "$INDELIBLE" --dir "$WORK/data" edition print --everything >"$WORK/print.log" 2>&1 || { cat "$WORK/print.log" >&2; exit 1; }
done
find "$WORK/hugo/public" -type f \( -name '*.html' -o -name '*.xml' -o -name '*.json' -o -name '*.txt' \) | wc -l >"$WORK/hugo.pages"
"$INDELIBLE" --dir "$WORK/data" export static "$WORK/static" >/dev/null 2>&1
(cd "$WORK/static" && find . -type f \( -name '*.html' -o -name '*.xml' -o -name '*.atom' -o -name '*.json' -o -name '*.txt' \) -not -path './o/*' -not -path './.well-known/*' | wc -l) >"$WORK/ours.pages"

python3 - "$WORK" "$ROUNDS" <<'PY'
import json, pathlib, statistics, sys
work, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
runs = {side: [json.loads((work / f"{side}-{n}.json").read_text()) for n in range(1, rounds + 1)] for side in ("ours", "hugo")}
pages = {side: int((work / f"{side}.pages").read_text()) for side in runs}
rates = {side: [pages[side] / run["seconds"] for run in runs[side]] for side in runs}
print("\n|  | pages | seconds | pages/s | CPU s | peak MiB |\n|---|---:|---:|---:|---:|---:|")
for side in ("ours", "hugo"):
    median = lambda key: statistics.median(run[key] for run in runs[side])
    print(f"| {side} | {pages[side]:,} | {median('seconds'):.2f} | {statistics.median(rates[side]):,.0f} | {median('cpu'):.1f} | {max(run['peak_mib'] for run in runs[side]):.0f} |")
print(f"\npages/s, ours to Hugo's, median of {rounds} rounds: {statistics.median(a / b for a, b in zip(rates['ours'], rates['hugo'])):.2f} (wanted: 1.5, at 300 MB or less)")
PY
