"""Holds every parameter that the teller accepts against the typed parameters of PyPI's `stripe`. Standard input: [[endpoint, [names]]]."""

import json
import re
import sys

import types_of_stripe as types

VERBS = {"GET one": "retrieve", "GET all": "list", "POST all": "create", "POST one": "update", "DELETE one": "delete"}
SPECIAL = {
    "GET /v1/account": None,
    "GET /v1/balance": ("stripe.params._balance_retrieve_params", "BalanceRetrieveParams"),
    "DELETE /v1/subscriptions/:id": ("stripe.params._subscription_cancel_params", "SubscriptionCancelParams"),
    "GET /v1/checkout/sessions/:id/line_items": ("stripe.params.checkout._session_line_item_list_params", "SessionLineItemListParams"),
}
ACTS = {"void": "void_invoice"}


def place(endpoint):
    if endpoint in SPECIAL:
        return SPECIAL[endpoint]
    method, path = endpoint.split(" /v1/")
    parts = path.split("/")
    folder = parts.pop(0) if parts[0] in ("checkout", "radar", "billing_portal") else None
    thing = singular(parts[0])
    rest = parts[1:]
    if rest == ["search"]:
        verb = "search"
    elif len(rest) == 2:
        verb = ACTS.get(rest[1], rest[1])
    else:
        verb = VERBS[f"{method} {'one' if rest else 'all'}"]
    module = f"stripe.params.{folder + '.' if folder else ''}_{thing}_{verb}_params"
    return module, "".join(word.capitalize() for word in f"{thing}_{verb}_params".split("_"))


def singular(plural):
    return re.sub(r"s$", "", plural)


def main():
    checked, wrong = 0, []
    for endpoint, names in json.load(sys.stdin):
        where = place(endpoint)
        for name in names if where else []:
            checked += 1
            if not types.parameter(name, *where):
                wrong.append(f"{endpoint}: {name} is not among {where[1]}")
    assert not types.parameter("colour", "stripe.params.checkout._session_create_params", "SessionCreateParams")
    assert not types.parameter("line_items[][colour]", "stripe.params.checkout._session_create_params", "SessionCreateParams")
    print(f"{checked} parameters")
    if wrong or checked < 300:
        sys.exit("\n".join(wrong) or "too few parameters were checked")


main()
