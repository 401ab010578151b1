#!/usr/bin/env bash
# The article page served by us and by nginx: the same bytes, the same headers, side by side.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
The article page at 32 and 128 connections, ours against nginx with the same bytes as precompressed files and the same headers.

  bench/serve.sh [--rounds 5] [--seconds 5] [--connections "32 128"] [--articles 200] [--path PATH] [--points "http-gzip http-identity tls-gzip tls-identity"]

Neither is pinned; the order changes from round to round. Ratios are ours to nginx's within one round, and their median is printed.
p99 is wrk's, in milliseconds; CPU is microseconds for each request, workers included. Needs: nginx-light, wrk, openssl, curl, python3.
Small: --rounds 1 --seconds 1 --connections 32
HELP
}
ROUNDS=5 SECONDS_EACH=5 CONNECTIONS="32 128" ARTICLES=200 PAGE= POINTS="http-gzip http-identity tls-gzip tls-identity"
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) ROUNDS=$2; shift ;; --seconds) SECONDS_EACH=$2; shift ;; --connections) CONNECTIONS=$2; shift ;;
    --articles) ARTICLES=$2; shift ;; --path) PAGE=$2; shift ;; --points) POINTS=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need nginx nginx-light wrk wrk openssl openssl curl curl python3 python3
indelible_binary
scratch
NGINX=$(PATH="$PATH:/usr/sbin" command -v nginx)

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$WORK/key.pem" -out "$WORK/cert.pem" 2>/dev/null
archive "$WORK/data" "$ARTICLES"

# fetch_page SITE: the page's bytes and headers as we serve them, for nginx to serve again.
fetch_page() {
  rm -rf "$WORK/www" && mkdir -p "$WORK/www"
  curl -sk --raw -D "$WORK/head.identity" -o "$WORK/www/page.html" "$1$PAGE"
  curl -sk --raw -H 'Accept-Encoding: gzip' -D "$WORK/head.gzip" -o "$WORK/www/page.html.gz" "$1$PAGE"
  gzip -dc "$WORK/www/page.html.gz" | cmp - "$WORK/www/page.html"
  # Left to nginx: what it writes itself. The rest is copied, word for word.
  tr -d '\r' <"$WORK/head.identity" | python3 -c '
import sys
own = {"content-length", "content-type", "date", "etag", "connection", "content-encoding", "vary", "server", "last-modified", "accept-ranges", "transfer-encoding", "keep-alive"}
for line in list(sys.stdin)[1:]:
    name, colon, value = line.rstrip("\n").partition(": ")
    if colon and name.lower() not in own:
        print("        add_header %s \"%s\" always;" % (name, value.replace("\\", "\\\\").replace("\"", "\\\"")))
' >"$WORK/headers.conf"
}

# nginx_conf PORT "ssl" or "": as nginx is told to serve fast.
start_nginx() {
  local tls=
  [ "$2" = tls ] && tls="ssl_certificate $WORK/cert.pem; ssl_certificate_key $WORK/key.pem; ssl_protocols TLSv1.3; ssl_session_cache shared:s:10m;"
  cat >"$WORK/nginx.conf" <<CONF
worker_processes auto;
worker_rlimit_nofile 65536;
pid $WORK/nginx.pid;
error_log $WORK/nginx-error.log;
events { worker_connections 8192; multi_accept on; }
http {
    types { text/html html; }
    charset utf-8;
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 100000000;
    keepalive_timeout 600s;
    open_file_cache max=1000 inactive=600s;
    open_file_cache_valid 600s;
    gzip_static on;
    gzip_vary on;
    client_body_temp_path $WORK/n1; proxy_temp_path $WORK/n2; fastcgi_temp_path $WORK/n3; uwsgi_temp_path $WORK/n4; scgi_temp_path $WORK/n5;
    server {
        listen 127.0.0.1:$1 ${tls:+ssl} backlog=4096;
        $tls
        root $WORK/www;
        add_header Last-Modified "";
$(cat "$WORK/headers.conf")
    }
}
CONF
  chown -R nobody "$WORK/www" 2>/dev/null || true
  "$NGINX" -c "$WORK/nginx.conf" -g 'daemon off;' 2>>"$WORK/nginx-error.log" &
  NGINX_PID=$!
  STARTED+=("$NGINX_PID")
}

# one NAME PID URL CONNECTIONS CODING ROUND POINT: a run of wrk, a line of JSON.
one() {
  local before after
  local -a coding=()
  [ "$5" = gzip ] && coding=(-H 'Accept-Encoding: gzip')
  before=$(cpu_of "$2")
  wrk -t2 -c"$4" -d"${SECONDS_EACH}s" --latency "${coding[@]}" "$3" >"$WORK/wrk.txt"
  after=$(cpu_of "$2")
  python3 - "$1" "$before" "$after" "$4" "$6" "$7" "$WORK/wrk.txt" >>"$WORK/runs.jsonl" <<'PY'
import json, re, sys
name, before, after, connections, round_, point, file = sys.argv[1:]
text = open(file).read()
unit = {"us": 0.001, "ms": 1, "s": 1000}
p99, u = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
requests = int(re.search(r"(\d+) requests in", text).group(1))
if "Non-2xx" in text or "Socket errors" in text:
    sys.exit(f"{name} at {point}: {text}")
print(json.dumps({"name": name, "point": point, "connections": int(connections), "round": int(round_), "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
                  "p99_ms": float(p99) * unit[u], "cpu_us": (float(after) - float(before)) / requests * 1e6}))
PY
}

echo "serving: $(machine)"
for scheme in http tls; do
  case " $POINTS" in *" $scheme-"*) ;; *) continue ;; esac
  if [ $scheme = tls ]; then
    serve "$WORK/data" INDELIBLE_TLS_CERTIFICATE="$WORK/cert.pem" INDELIBLE_TLS_KEY="$WORK/key.pem"
  else
    serve "$WORK/data"
  fi
  settle "$SERVE_PID"
  [ -n "$PAGE" ] || PAGE=$(python3 "$HERE/pick.py" "$SITE")
  fetch_page "$SITE"
  port=$(free_port)
  start_nginx "$port" "$scheme"
  theirs=${SITE%%:*}://127.0.0.1:$port/page.html
  wait_for "$theirs" 20 || { cat "$WORK/nginx-error.log" >&2; exit 1; }
  for coding in identity gzip; do
    curl -sk --raw ${coding:+-H "Accept-Encoding: $coding"} -D "$WORK/their.head" -o "$WORK/their.body" "$theirs"
    curl -sk --raw ${coding:+-H "Accept-Encoding: $coding"} -D "$WORK/our.head" -o "$WORK/our.body" "$SITE$PAGE"
    cmp "$WORK/our.body" "$WORK/their.body"
    echo "$scheme $coding: $(stat -c %s "$WORK/our.body") bytes of body, headers $(stat -c %s "$WORK/our.head") bytes (ours) and $(stat -c %s "$WORK/their.head") (nginx)"
    case " $POINTS " in *" $scheme-$coding "*) ;; *) continue ;; esac
    for connections in $CONNECTIONS; do
      wrk -t2 -c"$connections" -d1s "$SITE$PAGE" >/dev/null
      wrk -t2 -c"$connections" -d1s "$theirs" >/dev/null
      for round in $(seq "$ROUNDS"); do
        if [ $((round % 2)) = 1 ]; then
          one ours "$SERVE_PID" "$SITE$PAGE" "$connections" "$coding" "$round" "$scheme-$coding"
          one nginx "$NGINX_PID" "$theirs" "$connections" "$coding" "$round" "$scheme-$coding"
        else
          one nginx "$NGINX_PID" "$theirs" "$connections" "$coding" "$round" "$scheme-$coding"
          one ours "$SERVE_PID" "$SITE$PAGE" "$connections" "$coding" "$round" "$scheme-$coding"
        fi
      done
    done
  done
  stop "$SERVE_PID"
  stop "$NGINX_PID"
done

python3 - "$WORK/runs.jsonl" <<'PY'
import collections, json, statistics, sys
runs = collections.defaultdict(dict)
for line in open(sys.argv[1]):
    run = json.loads(line)
    runs[run["point"], run["connections"]].setdefault(run["round"], {})[run["name"]] = run
wanted = {"http-gzip": 1.0, "http-identity": 0.9, "tls-gzip": 1.4, "tls-identity": 1.4}
print(f"\n| {'point':14} | conn. | requests/s ours | nginx | ratio (least–most) | wanted | p99 ms ours | nginx | p99 ratio | CPU µs ours | nginx |")
print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
for (point, connections), rounds in runs.items():
    pairs = [(r["ours"], r["nginx"]) for r in rounds.values()]
    median = lambda key, side: statistics.median(pair[side][key] for pair in pairs)
    ratios = sorted(o["rate"] / n["rate"] for o, n in pairs)
    tails = [o["p99_ms"] / n["p99_ms"] for o, n in pairs]
    print(f"| {point:14} | {connections} | {median('rate', 0):,.0f} | {median('rate', 1):,.0f} | **{statistics.median(ratios):.2f}** ({ratios[0]:.2f}–{ratios[-1]:.2f}) | {wanted[point]} "
          f"| {median('p99_ms', 0):.2f} | {median('p99_ms', 1):.2f} | {statistics.median(tails):.2f} | {median('cpu_us', 0):.1f} | {median('cpu_us', 1):.1f} |")
PY
