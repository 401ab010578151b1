"""Asks PyPI's `localstripe` and the teller the same questions. Arguments: base, key."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

BASE, KEY = sys.argv[1:]


def ask(base, key, method, path, fields=()):
    data = urllib.parse.urlencode(list(fields)).encode() if method == "POST" else None
    request = urllib.request.Request(f"{base}/v1/{path}", data, {"Authorization": f"Bearer {key}"}, method=method)
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, json.load(answer)


def start():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp()
    process = subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--from-scratch", "--port", str(port)],
        cwd=folder, env={**os.environ, "TMPDIR": folder}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    raise SystemExit("localstripe did not open")


def card(ask, number):
    fields = [("type", "card"), ("card[number]", number), ("card[exp_month]", "12"), ("card[exp_year]", "2040"), ("card[cvc]", "123")]
    return ask("POST", "payment_methods", fields)[1]["id"]


def kept_card(ask, number):
    customer = ask("POST", "customers", [("email", "ada@example.org")])[1]["id"]
    method = card(ask, number)
    ask("POST", f"payment_methods/{method}/attach", [("customer", customer)])
    ask("POST", f"customers/{customer}", [("invoice_settings[default_payment_method]", method)])
    return customer, method


def intent(ask, amount, currency, number):
    customer, method = kept_card(ask, number)
    fields = [("amount", amount), ("currency", currency), ("customer", customer), ("payment_method", method), ("metadata[attempt]", "a1")]
    made = ask("POST", "payment_intents", fields)[1]
    status, answer = ask("POST", f"payment_intents/{made['id']}/confirm")
    after = ask("GET", f"payment_intents/{made['id']}")[1]
    told = {"made": facts(made, INTENT), "confirmed": status, "after": facts(after, INTENT)}
    if status == 200:
        refund = ask("POST", "refunds", [("payment_intent", made["id"]), ("amount", amount // 2)])[1]
        told["refund"] = facts(refund, REFUND)
    else:
        told["error"] = {key: answer["error"].get(key) for key in ("type", "code")}
    return told


def subscription(ask, plan, currency, amount):
    customer, _ = kept_card(ask, "4242424242424242")
    made = ask("POST", "subscriptions", [("customer", customer), *plan(ask, currency, amount)])[1]
    ending = ask("POST", f"subscriptions/{made['id']}", [("cancel_at_period_end", "true")])[1]
    ended = ask("DELETE", f"subscriptions/{made['id']}")[1]
    invoice = ask("GET", f"invoices/{made['latest_invoice']}")[1]
    return {
        "made": facts(made, SUBSCRIPTION),
        "ending": facts(ending, SUBSCRIPTION),
        "ended": facts(ended, SUBSCRIPTION),
        "invoice": facts(invoice, INVOICE),
        "again": ask("GET", "subscriptions/sub_none")[0],
    }


# The fields that a till reads. `id` stands for its prefix, a moment for that it is one.
INTENT = ("id", "object", "amount", "currency", "status", "customer", "metadata", "payment_method", "next_action")
REFUND = ("id", "object", "amount", "currency", "status", "payment_intent")
SUBSCRIPTION = ("id", "object", "status", "customer", "cancel_at_period_end", "canceled_at", "ended_at", "latest_invoice", "start_date")
INVOICE = ("id", "object", "amount_due", "amount_paid", "currency", "status", "attempted", "total", "customer")


def facts(thing, names):
    return {name: fact(name, thing.get(name, "missing")) for name in names}


def fact(name, value):
    if name == "id" or isinstance(value, str) and "_" in value and value.split("_")[0] in ("cus", "pm", "pi", "in", "sub", "re", "ch"):
        return value.split("_")[0] + "_…"
    if name.endswith("_at") or name.endswith("_date"):
        return "a moment" if isinstance(value, int) else value
    return value


def theirs(ask, currency, amount):
    product = ask("POST", "products", [("name", "A gift"), ("type", "service")])[1]["id"]
    fields = [("amount", amount), ("currency", currency), ("interval", "month"), ("product", product)]
    return [("items[0][plan]", ask("POST", "plans", fields)[1]["id"])]


def ours(ask, currency, amount):
    product = ask("POST", "products", [("name", "A gift")])[1]["id"]
    fields = [("unit_amount", amount), ("currency", currency), ("recurring[interval]", "month"), ("product", product)]
    return [("items[0][price]", ask("POST", "prices", fields)[1]["id"])]


def questions(base, key, plan):
    asking = lambda method, path, fields=(): ask(base, key, method, path, fields)
    return {
        "paid": intent(asking, 1200, "eur", "4242424242424242"),
        "yen": intent(asking, 500, "jpy", "4242424242424242"),
        "declined": intent(asking, 1200, "eur", "4000000000000341"),
        "nobody": asking("GET", "payment_intents/pi_none")[0],
        "subscription": subscription(asking, plan, "eur", 700),
        "subscription in yen": subscription(asking, plan, "jpy", 700),
    }


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        return [d for key in one for d in differences(one[key], other.get(key), f"{path}/{key}")]
    return [] if one == other else [(path, one, other)]


# Where localstripe is not what Stripe's reference says, and the teller is: what each says, and why.
KNOWN = {
    "/declined/error/type": ("invalid_request_error", "card_error", "a decline is an error of the card"),
    "/declined/after/payment_method": ("pm_…", None, "after a failed attempt an intent has no payment method"),
    "/subscription/ending/canceled_at": (None, "a moment", "with cancel_at_period_end it is the moment of that request"),
    "/subscription/ended/canceled_at": (None, "a moment", "as above"),
}


def surprises(found):
    """Differences that are not known, and known ones that are no more."""
    told = {path.replace("subscription in yen", "subscription"): (one, other) for path, one, other in found}
    new = [f"{path}: localstripe says {one!r}, the teller {other!r}" for path, (one, other) in told.items() if KNOWN.get(path, ())[:2] != (one, other)]
    return new + [f"{path} is known to differ, and does not" for path in KNOWN if path not in told]


process, neighbour = start()
try:
    found = differences(questions(neighbour, "sk_test_12345", theirs), questions(BASE, KEY, ours))
finally:
    process.terminate()
    process.wait()
if surprises(found):
    sys.exit("\n".join(surprises(found)))
print(f"nothing but the {len(KNOWN)} known differences")
