"""Mollie's own client drives the teller, and its types read the answers. Arguments: base, key."""

import json
import sys
import urllib.parse
import urllib.request

import mollie

BASE, KEY = sys.argv[1:]
client = mollie.ClientSDK(security=mollie.Security(api_key=KEY), server_url=BASE)
# Balances and settlements want the token of an organization.
office = mollie.ClientSDK(security=mollie.Security(o_auth="access_teller"), server_url=BASE)


def submit(url, **fields):
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    try:
        return urllib.request.build_opener(Stay).open(url, urllib.parse.urlencode(fields).encode()).status
    except urllib.error.HTTPError as error:
        return error.code


def payment(value, **more):
    return {"amount": {"currency": "EUR", "value": value}, "description": "A gift", "redirect_url": "https://till.example/thanks", **more}


def once():
    made = client.payments.create(payment_request=payment("10.00", metadata={"attempt": "a1"}), idempotency_key="a1")
    assert client.payments.create(payment_request=payment("10.00", metadata={"attempt": "a1"}), idempotency_key="a1").id == made.id
    assert submit(made.links.checkout.href, method="ideal", status="paid") == 303
    paid = client.payments.get(payment_id=made.id)
    assert (paid.status, paid.amount_remaining.value) == ("paid", "10.00"), paid
    refund = client.refunds.create(payment_id=made.id, refund_request={"amount": {"currency": "EUR", "value": "4.00"}, "description": "Back"})
    assert refund.payment_id == made.id and refund.status == "refunded"
    assert len(client.refunds.list(payment_id=made.id).result.embedded.refunds) == 1
    return made.id


def again():
    customer = client.customers.create(entity_customer={"name": "Ada", "email": "ada@example.org"})
    first = client.customers.create_payment(customer_id=customer.id, payment_request=payment("0.50", sequence_type="first"))
    assert submit(first.links.checkout.href, method="creditcard", status="paid") == 303
    mandates = client.mandates.list(customer_id=customer.id).result.embedded.mandates
    assert [mandate.status for mandate in mandates] == ["valid"]
    made = client.subscriptions.create(
        customer_id=customer.id,
        subscription_request={"amount": {"currency": "EUR", "value": "5.00"}, "interval": "1 month", "times": 3, "description": "A gift"},
    )
    assert (made.status, made.times_remaining) == ("active", 3), made
    changed = client.subscriptions.update(
        customer_id=customer.id, subscription_id=made.id, request_body={"amount": {"currency": "EUR", "value": "7.50"}}
    )
    assert changed.amount.value == "7.50"
    assert client.subscriptions.cancel(customer_id=customer.id, subscription_id=made.id).status == "canceled"
    assert client.mandates.get(customer_id=customer.id, mandate_id=mandates[0].id).method == "creditcard"


def refused():
    for wrong in (payment("10.0"), payment("10.00", sequence_type="recurring")):
        try:
            client.payments.create(payment_request=wrong)
            raise AssertionError("it was taken")
        except mollie.models.ErrorResponse as error:
            assert error.data.status == 422 and error.data.field, error


def treasury(paid):
    request = urllib.request.Request(f"{BASE}/teller/mollie/chargebacks", json.dumps({"payment": paid}).encode())
    urllib.request.urlopen(request)
    assert client.chargebacks.list(payment_id=paid).result.embedded.chargebacks[0].payment_id == paid
    made = client.payments.create(payment_request=payment("100.00"))
    submit(made.links.checkout.href, method="ideal", status="paid")
    urllib.request.urlopen(urllib.request.Request(f"{BASE}/teller/mollie/settlements", b"{}"))
    assert office.balances.get_primary().available_amount.value == "0.00"
    office.balances.list_transactions(balance_id="primary")
    assert office.settlements.list().result.embedded.settlements[0].status == "paidout"


paid = once()
again()
refused()
treasury(paid)
print(f"mollie-api-py {mollie.VERSION}")
