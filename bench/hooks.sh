#!/usr/bin/env bash
# How many hooks of a processor a till takes and settles, second after second.
. "$(dirname "$0")/lib.sh"

usage() {
  cat <<'HELP'
Signed hooks at a fixed rate: how fast each is acknowledged, and how far settling is behind when the last one has come.

  bench/hooks.sh [--rate 500] [--seconds 60] [--connections 16]

Each gift is told by three events, in any order, and every tenth event comes twice. The sender shares the machine with the till. A hook is acknowledged when it is kept on the disk; it is
settled when its entries are in the ledger. Needs: python3. Small: --rate 100 --seconds 3
HELP
}
RATE=500 SECONDS_EACH=60 CONNECTIONS=16
while [ $# -gt 0 ]; do
  case $1 in
    --rate) RATE=$2; shift ;; --seconds) SECONDS_EACH=$2; shift ;; --connections) CONNECTIONS=$2; shift ;;
    -h | --help) usage; exit 0 ;; *) usage >&2; exit 2 ;;
  esac
  shift
done
need python3 python3
indelible_binary
scratch
echo "hooks: $(machine)"
port=$(free_port)
mkdir -p "$WORK/till"
cat >"$WORK/till/indelible.toml" <<TOML
[site]
name = "Bench"
url = "http://127.0.0.1:$port"
locales = "en"

[serve]
port = $port

[fund]
methods = "card"
currencies = "EUR"
statement = "BENCH FOUNDATION"
stripe_key = "sk_test_bench"
stripe_url = "http://127.0.0.1:9"
hook_secrets = "whsec_bench"
TOML

open_till() {
  "$INDELIBLE" --dir "$WORK/till" serve --only till >>"$WORK/till.log" 2>&1 &
  TILL=$!
  STARTED+=("$TILL")
  wait_for "http://127.0.0.1:$port/contribute/" 60 || { cat "$WORK/till.log" >&2; exit 1; }
}

# The till makes its tables; then the attempts that the hooks speak of are put there.
open_till
stop "$TILL"
GIFTS=$((RATE * SECONDS_EACH / 3 + 1))
python3 - "$WORK/till/fund.db" "$GIFTS" <<'PY'
import hashlib, sqlite3, sys, time
file, gifts = sys.argv[1], int(sys.argv[2])
day = int(time.time() // 86400 - 5) * 86_400_000
rows = ((n, "once", "card", "stripe", 500, 500, "EUR", "en", day, hashlib.sha256(str(n).encode()).digest(), f"cs_{n}") for n in range(1, gifts + 1))
with sqlite3.connect(file) as db:
    db.executemany('INSERT INTO attempt (id, "interval", method, provider, minor, total, currency, locale, day, token, session) VALUES (?,?,?,?,?,?,?,?,?,?,?)', rows)
PY
open_till
python3 - "$port" "$RATE" "$SECONDS_EACH" "$CONNECTIONS" "$GIFTS" "$WORK/till/fund.db" <<'PY'
import hashlib, hmac, http.client, json, random, sqlite3, sys, threading, time
port, rate, seconds, connections, gifts = map(int, sys.argv[1:6])
file = sys.argv[6]
random.seed(7)
now = int(time.time())
def event(n, kind, more):
    return {"id": f"evt_{kind[:3]}_{n}", "type": kind, "created": now, "livemode": False, "data": {"object": {**more, "metadata": {"attempt": str(n)}}}}
bodies = []
for n in range(1, gifts + 1):
    bodies.append(event(n, "charge.succeeded", {"id": f"ch_{n}", "amount": 500, "currency": "eur", "created": now, "status": "succeeded"}))
    bodies.append(event(n, "checkout.session.completed", {"id": f"cs_{n}", "status": "complete", "payment_status": "paid"}))
    bodies.append(event(n, "payment_intent.succeeded", {"id": f"pi_{n}"}))
random.shuffle(bodies)
bodies = bodies[: rate * seconds]
paid = sum(1 for body in bodies if body["type"] == "charge.succeeded")
for at in range(9, len(bodies), 10):
    bodies[at] = bodies[at - random.randint(1, 9)] if bodies[at]["type"] == "payment_intent.succeeded" else bodies[at]
bodies = [json.dumps(body).encode() for body in bodies]
took, wrong, late, lock = [], [], [], threading.Lock()
start = time.perf_counter() + 0.5
def send(mine):
    line = http.client.HTTPConnection("127.0.0.1", port)
    for at in range(mine, len(bodies), connections):
        due = start + at / rate
        pause = due - time.perf_counter()
        if pause > 0:
            time.sleep(pause)
        body = bodies[at]
        moment = str(int(time.time()))
        signature = hmac.new(b"whsec_bench", moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        began = time.perf_counter()
        line.request("POST", "/hooks/stripe", body, {"stripe-signature": f"t={moment},v1={signature}"})
        answer = line.getresponse()
        answer.read()
        ended = time.perf_counter()
        with lock:
            took.append(ended - began)
            late.append(ended - due)
            if answer.status != 200:
                wrong.append(answer.status)
threads = [threading.Thread(target=send, args=(n,)) for n in range(connections)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
spent = time.perf_counter() - start
last = time.perf_counter()
db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
def settled():
    return db.execute("SELECT count(*) FROM entry").fetchone()[0]
behind = paid - settled()
while settled() < paid and time.perf_counter() - last < 600:
    time.sleep(0.02)
lag = time.perf_counter() - last
jobs = db.execute("SELECT count(*) FROM standing").fetchone()[0]
took.sort()
late.sort()
at = lambda values, share: values[min(len(values) - 1, int(len(values) * share))] * 1000
print(f"{len(took)} hooks in {spent:.1f} s: {len(took) / spent:.0f} a second (asked for {rate}), {len(wrong)} refused")
print(f"acknowledged within: p50 {at(took, .5):.1f} ms, p99 {at(took, .99):.1f} ms, longest {took[-1] * 1000:.0f} ms; behind the timetable at worst {late[-1] * 1000:.0f} ms")
print(f"when the last had come, {behind} of {paid} payments were not in the ledger yet; {lag:.2f} s later all were, and {jobs} contributions stand")
sys.exit(bool(wrong) or settled() != paid or len(took) / spent < rate * 0.97)
PY
