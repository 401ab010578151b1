"""Stripe's own client drives the teller, from a session to a refund, and judges its signatures. Arguments: base, key."""

import http.server
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import stripe

BASE, KEY = sys.argv[1:]
client = stripe.StripeClient(KEY, base_addresses={"api": BASE}, max_network_retries=2)
api = client.v1
heard = []


class Ear(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        heard.append((body, self.headers["stripe-signature"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def submit(url, **fields):
    """Posts a form as a browser would; gives the status and where it leads."""
    opener = urllib.request.build_opener(Stay)
    try:
        answer = opener.open(url, urllib.parse.urlencode(fields).encode())
        return answer.status, None
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("location")


def line(amount, currency="usd", **recurring):
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "A gift"}, **recurring}
    return [{"quantity": 1, "price_data": price}]


def teller(path, **body):
    request = urllib.request.Request(f"{BASE}/teller/{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def once():
    params = {
        "mode": "payment",
        "submit_type": "donate",
        "success_url": "http://till.example/thanks?s={CHECKOUT_SESSION_ID}",
        "line_items": line(500),
        "payment_intent_data": {"metadata": {"attempt": "a1"}},
        "metadata": {"attempt": "a1"},
    }
    session = api.checkout.sessions.create(params=params, options={"idempotency_key": "a1"})
    assert api.checkout.sessions.create(params=params, options={"idempotency_key": "a1"}).id == session.id
    try:
        api.checkout.sessions.create(params={**params, "line_items": line(600)}, options={"idempotency_key": "a1"})
        raise AssertionError("other parameters under the same key")
    except stripe.IdempotencyError as error:
        assert error.http_status == 400
    assert submit(session.url, card="4000000000000002")[0] == 402
    status, to = submit(session.url, card="4000002500003155")
    assert status == 303 and to.endswith("/challenge")
    status, to = submit(BASE + to, answer="approve")
    assert (status, to) == (303, f"http://till.example/thanks?s={session.id}")
    paid = api.checkout.sessions.retrieve(session.id, params={"expand": ["payment_intent.latest_charge"]})
    assert paid.payment_status == "paid" and paid.payment_intent.latest_charge.paid
    return paid


def refund(paid):
    intent = paid.payment_intent.id
    first = api.refunds.create(params={"payment_intent": intent, "amount": 200, "reason": "requested_by_customer"})
    assert (first.status, first.amount) == ("succeeded", 200)
    api.refunds.create(params={"payment_intent": intent})
    try:
        api.refunds.create(params={"payment_intent": intent})
        raise AssertionError("more was refunded than was paid")
    except stripe.InvalidRequestError as error:
        assert error.code == "charge_already_refunded"
    assert api.charges.retrieve(paid.payment_intent.latest_charge.id).refunded
    assert len(list(api.refunds.list(params={"payment_intent": intent, "limit": 1}).auto_paging_iter())) == 2


def monthly():
    params = {"mode": "subscription", "success_url": "http://till.example/thanks", "line_items": line(700, recurring={"interval": "month"})}
    session = api.checkout.sessions.create(params=params)
    assert submit(session.url, card="4242424242424242")[0] == 303
    session = api.checkout.sessions.retrieve(session.id, params={"expand": ["subscription", "invoice.payments"]})
    subscription = session.subscription
    assert subscription.status == "active" and session.invoice.payments.data[0].status == "paid"
    item = subscription["items"].data[0]
    price = {"currency": "usd", "unit_amount": 900, "product": item.price.product, "recurring": {"interval": "month"}}
    changed = api.subscriptions.update(
        subscription.id, params={"items": [{"id": item.id, "price_data": price}], "proration_behavior": "none"}
    )
    assert changed["items"].data[0].price.unit_amount == 900
    paused = api.subscriptions.update(subscription.id, params={"pause_collection": {"behavior": "void"}})
    assert paused.pause_collection.behavior == "void"
    assert api.subscriptions.update(subscription.id, params={"pause_collection": ""}).pause_collection is None
    assert api.subscriptions.update(subscription.id, params={"cancel_at_period_end": True}).cancel_at == item.current_period_end
    assert api.subscriptions.cancel(subscription.id).status == "canceled"
    assert [s.id for s in api.subscriptions.list(params={"status": "canceled"})] == [subscription.id]


def refused():
    try:
        api.payment_intents.create(
            params={"amount": 500, "currency": "usd", "confirm": True, "payment_method": "pm_card_chargeDeclinedInsufficientFunds"}
        )
        raise AssertionError("a decline")
    except stripe.CardError as error:
        assert (error.code, error.decline_code if hasattr(error, "decline_code") else error.error.decline_code) == ("card_declined", "insufficient_funds")
        assert error.error.payment_intent.status == "requires_payment_method"
    try:
        stripe.StripeClient("sk_test_other", base_addresses={"api": BASE}).v1.balance.retrieve()
        raise AssertionError("another's key")
    except stripe.AuthenticationError as error:
        assert error.http_status == 401
    try:
        api.customers.retrieve("cus_none")
        raise AssertionError("nobody")
    except stripe.InvalidRequestError as error:
        assert error.code == "resource_missing"


def faults():
    """The client tries again by itself, under one key: one customer comes of it."""
    before = len(list(api.customers.list(params={"limit": 100})))
    for kind in ({"cut": {"effect": True}}, {"before": {"status": 503}}, {"after": {"status": 502}}):
        teller("faults", kind=kind, on="POST /v1/customers")
        api.customers.create(params={"name": "Ada"})
    assert len(list(api.customers.list(params={"limit": 100}))) == before + 3


def signatures(secret):
    for _ in range(200):
        if len(heard) >= 20 and any(b'"type": "checkout.session.completed"' in body for body, _ in heard):
            break
        time.sleep(0.05)
    kinds = set()
    for body, header in heard:
        kinds.add(stripe.Webhook.construct_event(body, header, secret).type)
    assert {"checkout.session.completed", "charge.refunded", "customer.subscription.deleted", "invoice.paid"} <= kinds, kinds
    body, header = heard[0]
    moment = header.split(",")[0].removeprefix("t=")
    forged = [
        (body + b" ", header, secret),
        (body.replace(b"500", b"900") if b"500" in body else body[:-2], header, secret),
        (body, header, "whsec_another"),
        (body, header.replace(moment, str(int(moment) + 1)), secret),
        (body, header.replace("v1=", "v0="), secret),
        (body, "t=1,v1=00", secret),
    ]
    for payload, signature, key in forged:
        try:
            stripe.Webhook.construct_event(payload, signature, key)
            raise AssertionError("a forged event was accepted")
        except stripe.SignatureVerificationError:
            pass
    try:
        stripe.WebhookSignature.verify_header(body.decode(), header, secret, tolerance=-1)
        raise AssertionError("an old event was accepted")
    except stripe.SignatureVerificationError as error:
        assert "tolerance" in str(error)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear)
threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = api.webhook_endpoints.create(params={"url": f"http://127.0.0.1:{server.server_port}/", "enabled_events": ["*"]})
paid = once()
refund(paid)
monthly()
refused()
faults()
signatures(endpoint.secret)
print(f"stripe {stripe.VERSION}: {len(heard)} hooks")
