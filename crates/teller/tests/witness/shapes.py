"""Holds what the teller answers against the typed answers of PyPI's `stripe`. Arguments: base, key."""

import json
import sys
import urllib.request

import stripe

import types_of_stripe as types

LISTS = {
    "checkout/sessions?expand[]=data.line_items": stripe.checkout.Session,
    "payment_intents": stripe.PaymentIntent,
    "charges?expand[]=data.refunds": stripe.Charge,
    "refunds": stripe.Refund,
    "disputes": stripe.Dispute,
    "radar/early_fraud_warnings": stripe.radar.EarlyFraudWarning,
    "balance_transactions": stripe.BalanceTransaction,
    "payouts": stripe.Payout,
    "customers": stripe.Customer,
    "products": stripe.Product,
    "prices": stripe.Price,
    "subscriptions?status=all": stripe.Subscription,
    "invoices?expand[]=data.payments": stripe.Invoice,
    "invoice_payments": stripe.InvoicePayment,
    "payment_methods": stripe.PaymentMethod,
    "webhook_endpoints": stripe.WebhookEndpoint,
}


def main():
    base, key = sys.argv[1:]

    def get(path):
        request = urllib.request.Request(f"{base}/v1/{path}", headers={"Authorization": f"Bearer {key}"})
        return json.load(urllib.request.urlopen(request))

    wrong, checked = [], 0
    for path, cls in LISTS.items():
        things = get(path + ("&" if "?" in path else "?") + "limit=100")["data"]
        checked += len(things)
        if not things:
            wrong.append(f"there is nothing in {path}")
        for thing in things:
            wrong += types.against(thing, cls, thing["object"])
    wrong += types.against(get("balance"), stripe.Balance, "balance")
    known = set(stripe.Event.__annotations__["type"].__args__)
    for event in get("events?limit=100")["data"]:
        checked += 1
        wrong += types.against({**event, "data": {"object": {}}}, stripe.Event, "event")
        if event["type"] not in known:
            wrong.append(f"{event['type']} is no event of Stripe's")
    print(f"{checked} answers")
    if wrong:
        sys.exit("\n".join(sorted(set(wrong))))


main()
