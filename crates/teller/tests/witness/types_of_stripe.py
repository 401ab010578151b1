"""What the types of PyPI's `stripe` say: of parameters, and of answers."""

import importlib
import sys
import typing

import stripe


def name_of(kind):
    return kind.__forward_arg__ if isinstance(kind, typing.ForwardRef) else kind


def named(name, module):
    """The type behind a name that is written as text."""
    scope = vars(sys.modules[module])
    try:
        return eval(name, {**vars(typing), **scope})
    except NameError:
        pass
    for place in (stripe, stripe.checkout, stripe.radar, stripe.billing_portal):
        if hasattr(place, name):
            return getattr(place, name)
    for module in list(sys.modules):
        if module.startswith("stripe.") and name in vars(sys.modules[module]):
            return vars(sys.modules[module])[name]
    return None


def choices(kind, module):
    """The members of a union, without NotRequired and names."""
    kind = name_of(kind)
    if isinstance(kind, str):
        kind = named(kind, module)
    origin = typing.get_origin(kind)
    if origin is not None and getattr(origin, "_name", str(origin)).endswith(("NotRequired", "Required")):
        return choices(typing.get_args(kind)[0], module)
    if origin is typing.Union or type(kind).__name__ == "UnionType":
        return [member for part in typing.get_args(kind) for member in choices(part, module)]
    return [kind]


def annotation(cls, key):
    for parent in cls.__mro__ if isinstance(cls, type) else [cls]:
        kind = getattr(parent, "__dict__", {}).get("__annotations__", {}).get(key)
        if kind is not None:
            return kind, parent.__module__
    return None


def parameter(name, module, cls):
    """Whether `line_items[][price]` is a parameter of a class of parameters."""
    steps, kinds = steps_of(name), [(getattr(importlib.import_module(module), cls), module)]
    for step in steps:
        kinds = [found for kind, module in kinds for found in step_into(kind, module, step)]
        if not kinds:
            return False
    return True


def steps_of(name):
    head, *rest = name.replace("{}", "[{}]").split("[")
    return [head] + [part.rstrip("]") for part in rest]


def step_into(kind, module, step):
    origin = typing.get_origin(kind)
    if step == "":
        return [(k, module) for k in choices(typing.get_args(kind)[0], module)] if origin is list else []
    if step == "{}":
        is_map = origin is dict or "UntypedStripeObject" in str(kind)
        return [(str, module)] if is_map else []
    if not hasattr(kind, "__annotations__"):
        return []
    found = annotation(kind, step)
    return [(k, found[1]) for k in choices(found[0], found[1])] if found else []


def complaints(value, kind, module, path):
    """What is wrong with an answer: fields and words that the type does not know, fields that it promises and are not there."""
    kinds = choices(kind, module)
    if value is None:
        return [] if type(None) in kinds else [f"{path} is null"]
    if isinstance(value, dict):
        return of_object(value, kinds, module, path)
    if isinstance(value, list):
        lists = [k for k in kinds if typing.get_origin(k) is list]
        if not lists:
            return [f"{path} is a list"]
        inner = typing.get_args(lists[0])[0]
        return [wrong for n, item in enumerate(value) for wrong in complaints(item, inner, module, f"{path}[{n}]")]
    words = [word for k in kinds if typing.get_origin(k) is typing.Literal for word in typing.get_args(k)]
    if words and str not in kinds and value not in words:
        return [f"{path} is {value!r}"]
    plain = {bool: bool, int: int, str: str}.get(type(value))
    if not words and plain is not None and plain not in kinds and not any("Decimal" in str(k) for k in kinds):
        return [f"{path} is {value!r}, not {kinds}"]
    return []


def of_object(value, kinds, module, path):
    lists = [k for k in kinds if "ListObject" in str(typing.get_origin(k))]
    if lists:
        inner = typing.get_args(lists[0])[0]
        return [wrong for n, item in enumerate(value["data"]) for wrong in complaints(item, inner, module, f"{path}.data[{n}]")]
    if any("UntypedStripeObject" in str(k) or typing.get_origin(k) is dict for k in kinds):
        return []
    classes = [k for k in kinds if isinstance(k, type) and issubclass(k, stripe.StripeObject)]
    if not classes:
        return [f"{path} is an object, not {kinds}"]
    if value.get("deleted"):
        return []
    best = [against(value, cls, path) for cls in classes]
    return min(best, key=len)


def against(value, cls, path):
    wrong = []
    for key, item in value.items():
        found = annotation(cls, key)
        if found is None:
            wrong.append(f"{path}.{key} is not known to {cls.__name__}")
        else:
            wrong += complaints(item, found[0], found[1], f"{path}.{key}")
    for key, kind in vars(cls).get("__annotations__", {}).items():
        plain = choices(kind, cls.__module__)
        promised = type(None) not in plain and "ClassVar" not in str(kind) and not key.startswith("_")
        if promised and key not in value:
            wrong.append(f"{path}.{key} is missing")
    return wrong
