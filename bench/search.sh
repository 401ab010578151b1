#!/usr/bin/env bash
# Search over a large archive: how long a reader waits for the page of results.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Searches of one, two and three words over a large archive, as whole pages over HTTP.

  bench/search.sh [--articles 100000] [--queries 1000] [--data DIR]

Words are drawn from the articles themselves, common ones as often as they occur, so that the worst case is among them.
Small: --articles 500 --queries 50
HELP
}
ARTICLES=100000 QUERIES=1000 DATA=
while [ $# -gt 0 ]; do
  case $1 in
    --articles) ARTICLES=$2; shift ;; --queries) QUERIES=$2; shift ;; --data) DATA=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need python3 python3
indelible_binary
scratch
if [ -n "$DATA" ]; then cp -r "$DATA" "$WORK/data"; else archive "$WORK/data" "$ARTICLES"; fi
echo "search: $(machine)"
serve "$WORK/data"
settle "$SERVE_PID"
python3 "$HERE/paths.py" "$SITE" 300 >"$WORK/paths"
python3 - "$SITE" "$WORK/paths" "$QUERIES" <<'PY'
import html, http.client, random, re, sys, time, urllib.parse
site, file, queries = urllib.parse.urlparse(sys.argv[1]), sys.argv[2], int(sys.argv[3])
line = http.client.HTTPConnection(site.hostname, site.port, timeout=60)
def ask(path):
    began = time.perf_counter()
    line.request("GET", path)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return (time.perf_counter() - began) * 1000, body.decode()
words = []
for path in open(file).read().split():
    _, page = ask("/" + path)
    body = page.split('class="body"', 1)[-1].split("<footer", 1)[0]
    words += [word for word in re.findall(r"[A-Za-z]{3,}", html.unescape(re.sub(r"<[^>]+>", " ", body)))]
rng = random.Random(3)
for _ in range(50):
    ask("/search/?q=" + rng.choice(words))
print("\n| words | searches | with results | p50 ms | p99 ms | worst ms |\n|---:|---:|---:|---:|---:|---:|")
worst = 0
for count in (1, 2, 3):
    times, hits = [], 0
    for _ in range(queries):
        took, page = ask("/search/?q=" + urllib.parse.quote(" ".join(rng.choice(words) for _ in range(count))))
        times.append(took)
        hits += "<mark" in page or re.search(r'href="[^"]*\d{4}/\d\d/\d\d/', page) is not None
    times.sort()
    p = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    worst = max(worst, p(0.99))
    print(f"| {count} | {len(times)} | {hits} | {p(0.5):.1f} | {p(0.99):.1f} | {times[-1]:.1f} |")
print(f"\np99 at most {worst:.1f} ms (wanted: 20)")
PY
