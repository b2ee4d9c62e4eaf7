"""A statement in words, from its JSON form alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .every_k import EVERY_K
from .every_k_sentence import every_k_sentence
from .hypotheses import described
from .losses import VARIABLES
from .multiclass import MULTICLASS
from .multiclass_sentence import multiclass_sentence
from .nodes import RELATIONS
from .simplex import SIMPLEX
from .simplex_sentence import simplex_sentence

SUM, PRODUCT, POWER = 1, 2, 3


def infix(data: object, level: int = 0) -> str:
    """A JSON expression in infix notation; ``level`` is that of the operation around it."""
    if data is True:
        return "True"
    if isinstance(data, str):
        return f"({data})" if level > 0 and (data.startswith("-") or ("/" in data and level > SUM)) else data
    if not isinstance(data, list) or not data:
        return str(data)
    name, args = data[0], data[1:]
    if name == "add":
        terms = [infix(arg, SUM) if _minus(arg) is None else f"-{infix(_minus(arg), PRODUCT)}" for arg in args]
        text = " + ".join(terms).replace(" + -", " - ")
        return f"({text})" if level >= SUM else text
    if name == "mul":
        rest = _minus(data)
        text = "*".join(infix(arg, PRODUCT) for arg in args) if rest is None else f"-{infix(rest, PRODUCT)}"
        return f"({text})" if level > PRODUCT or (rest is not None and level >= SUM) else text
    if name == "pow":
        text = f"{infix(args[0], POWER)}**{infix(args[1], POWER)}"
        return f"({text})" if level >= POWER else text
    if name == "root":
        polynomial = ["add", *(["mul", c, ["pow", "x", str(k)]] for k, c in enumerate(args[0]))]
        return f"(the zero of {infix(polynomial)} between {args[1]} and {args[2]})"
    if name == "crossing":
        return f"(the zero of {infix(args[0])} between {args[1]} and {args[2]})"
    if name == "piecewise":
        return "Piecewise(" + ", ".join(f"({infix(e)}, {infix(c)})" for e, c in args) + ")"
    if name in ("and", "or"):
        return "(" + (" & " if name == "and" else " | ").join(f"({infix(arg)})" for arg in args) + ")"
    if name in RELATIONS:
        return f" {name} ".join(infix(arg, SUM) for arg in args)
    return f"{name}(" + ", ".join(infix(arg) for arg in args) + ")"


def _minus(data: object) -> object | None:
    """x, if the expression is -x: a negative number, or a product that begins with one."""
    if isinstance(data, str):
        return data[1:] if data.startswith("-") else None
    if isinstance(data, list) and len(data) > 2 and data[0] == "mul" and isinstance(data[1], str):
        coefficient = _minus(data[1])
        if coefficient is not None:
            rest = data[2:] if coefficient == "1" else [coefficient, *data[2:]]
            return rest[0] if len(rest) == 1 else ["mul", *rest]
    return None


def _loss(data: dict[str, Any]) -> str:
    first, *rest = map(infix, data["expressions"])
    if not rest:
        return f"the {data['kind']} loss {first}"
    variable = VARIABLES[data["kind"]]
    return f"the {data['kind']} loss l+({variable}) = {first}, l-({variable}) = {rest[0]}"


PROPERTIES = {
    "convex": "{loss} is convex (each partial loss, on its whole score domain)",
    "nonincreasing": "{loss} never increases in t",
    "bounded_below": "{loss} is bounded below (each partial loss)",
    "strictly_convex": "{loss} is strictly convex: strictly below every chord (each partial loss, on its whole domain)",
    "strongly_convex": "{loss} is strongly convex: for some mu > 0 it stays convex when mu {x}**2/2 is taken off (each "
    "partial loss, on its whole domain)",
    "lipschitz": "{loss} is Lipschitz: for some L its values at any two points differ by at most L times their "
    "distance (each partial loss, on its whole domain)",
    "differentiable": "{loss} is differentiable at every point of its domain (each partial loss)",
    "nonnegative": "{loss} is nonnegative (each partial loss, on its whole domain)",
    "lipschitz_constant": "the least common Lipschitz constant of the partial losses of {loss} is {value}",
    "smoothness_constant": "the least common Lipschitz constant of the slopes of the partial losses of "
    "{loss} is {value}",
    "strong_convexity_constant": "the greatest mu for which every partial loss of {loss} stays convex when mu {x}**2/2 "
    "is taken off is {value}",
    "symmetric": "{loss} is symmetric: its two partial losses have a constant sum at every score",
    "differentiable_at_centre": "{loss} is differentiable at {centre} (each partial loss)",
    "calibrated": "{loss} is classification-calibrated for the 0-1 target at {centre}: for every eta in [0, 1] but 1/2 "
    "the infimum of the conditional risk over the scores on the wrong side, {centre} included, exceeds the infimum "
    "over all scores",
    "proper": "{loss} is proper: for every eta in (0, 1) the forecast p = eta minimises the conditional risk "
    "over (0, 1)",
    "strictly_proper": "{loss} is strictly proper: for every eta in (0, 1) the forecast p = eta is the only minimiser "
    "of the conditional risk over (0, 1)",
    "bayes_risk": "the infimum of the conditional risk of {loss} over all scores is {value}, for every eta in (0, 1)",
    "calibration_function": "the calibration function of {loss} for the 0-1 target at {centre}, the least excess of "
    "the conditional risk over its infimum at a score on the wrong side, {centre} included, when eta is "
    "(1 + theta)/2 or (1 - theta)/2, is {value}, for every theta in (0, 1)",
    "psi": "the greatest convex minorant of the calibration function of {loss} for the 0-1 target at {centre} is "
    "{value}, for every theta in (0, 1)",
    "link": "the only minimiser of the conditional risk of {loss} is {value}",
    "recovery": "{loss}: for every score {x} {value}, and at no other eta in (0, 1)",
    "recoverable": "{loss} tells any two eta apart: there are no two different eta in (0, 1) and no sequence of scores "
    "along which the conditional risk tends to its infimum at both",
    "threshold": "{loss}: {value}",
    "transform": "the transform of {loss} over {hypotheses} for the 0-1 target at {centre}, the least excess of the "
    "conditional risk over its infimum over the scores reached at an input, at a score reached there on the wrong "
    "side, {centre} included, when eta is (1 + theta)/2 or (1 - theta)/2, and the least over all inputs, is {value}, "
    "for every theta in (0, 1)",
    "h_consistency": "{loss} has the H-consistency bound T(R01(h) - R01*(H) + M01(H)) <= R(h) - R*(H) + M(H), H being "
    "{hypotheses}, for every h in H and every distribution for which both sides are defined, with T(theta) = {value} "
    "on (0, 1), T(0) = 0 and T(1) its limit; R is the risk of the loss, R01 that of the 0-1 target, where a score 0 "
    "counts as the less probable label, * is the infimum over H, and M that infimum less the mean of the pointwise one",
    "weight": "{loss} has the weight {value}: l+ and l- are continuous, and for all p in (0, 1) but finitely many "
    "l+' = -(1 - p) w, l-' = p w and w >= 0 with w(p) = {value}",
    "convex_composite": "{loss} is convex along the link v = {value}: v is a continuous, strictly increasing function "
    "of p in (0, 1), and both partial losses are convex functions of v",
    "bayes_risk_table": "the infimum of the conditional risk of {loss} over all scores, at eta = x, lies {value}",
    "calibration_function_table": "the calibration function of {loss} for the 0-1 target at {centre}, the least excess "
    "of the conditional risk over its infimum at a score on the wrong side, {centre} included, when eta is "
    "(1 + theta)/2 or (1 - theta)/2, lies, at theta = x, {value}",
    "psi_table": "the greatest convex minorant of the calibration function of {loss} for the 0-1 target at {centre} "
    "lies, at theta = x, {value}",
    "link_table": "the conditional risk of {loss} at eta = x has a minimum, and only at scores {value}",
}


def sentence(statement: dict[str, Any]) -> str:
    """The fully quantified sentence that a certificate is about."""
    name = statement["property"]
    if name == "throughout":
        return _throughout(statement)
    if name == EVERY_K:
        return every_k_sentence(statement, infix)
    if "loss" in statement and statement["loss"]["kind"] in MULTICLASS:
        return multiclass_sentence(statement, infix)
    if "loss" in statement and statement["loss"]["kind"] == SIMPLEX:
        return simplex_sentence(statement, infix)
    if name in PROPERTIES:
        loss = statement["loss"]
        centre = "p = 1/2" if loss["kind"] == "probability" else "t = 0"
        value, over = (_claimed(statement["value"]) if "value" in statement else ""), _over(statement.get("value"))
        return PROPERTIES[name].format(
            loss=_loss(loss), centre=centre, x=VARIABLES[loss["kind"]], value=value, hypotheses=over
        )
    return str(GENERAL[name](statement))


def _claimed(value: object) -> str:
    """A constant, a formula, a table, or a formula with exceptions."""
    if isinstance(value, list) and isinstance(value[0], list):
        return ", ".join(f"in [{lower}, {upper}] at x = {x}" for x, lower, upper in value)
    if isinstance(value, dict) and "cost" in value:
        tau, cost = infix(value["score"]), value["cost"]
        return (
            f"the threshold {tau} is right for the cost {cost}: for every eta in [0, 1] but {cost} the infimum of the "
            f"conditional risk over the scores on the wrong side of {tau}, {tau} included (those below it for "
            f"eta > {cost}, those above it for eta < {cost}), exceeds the infimum over all scores"
        )
    if isinstance(value, dict) and "lower" in value:
        between = f"strictly between {infix(value['lower'])} and {infix(value['upper'])}"
        return f"{between}, that score is the only minimiser of the conditional risk at eta = {infix(value['formula'])}"
    if isinstance(value, dict) and "hypotheses" in value:
        return infix(value["formula"])
    if isinstance(value, dict):
        if not value["except"]:
            return f"{infix(value['formula'])}, for every eta in (0, 1)"
        but = ", ".join(map(infix, value["except"]))
        return f"{infix(value['formula'])}, for every eta in (0, 1) but {but}, where there is none or more than one"
    return infix(value)


def _throughout(statement: dict[str, Any]) -> str:
    where = " and ".join(f"{infix(a)} < {name} < {infix(b)}" for name, a, b in statement["parameters"])
    quantifier = "for every" if statement["holds"] else "for no"
    names = ", ".join(name for name, _, _ in statement["parameters"])
    return f"{quantifier} {names} with {where}: {sentence(statement['claim'])}"


def _over(value: object) -> str:
    """The hypothesis set of a value that has one."""
    return described(value["hypotheses"], infix) if isinstance(value, dict) and "hypotheses" in value else ""


def _interval(s: dict[str, Any]) -> str:
    return f"{infix(s['lower'])} < {s['variable']} < {infix(s['upper'])}"


QUANTITIES = {
    "value": "the value of {e} at {v} = {at}",
    "limit_left": "the limit of {e} as {v} tends to {at} from the left",
    "limit_right": "the limit of {e} as {v} tends to {at} from the right",
    "limit": "the limit of {e} as {v} tends to {at}",
    "slope_left": "the left derivative of {e} at {v} = {at}",
    "slope_right": "the right derivative of {e} at {v} = {at}",
}


def _value(s: dict[str, Any]) -> str:
    text = QUANTITIES[s["quantity"]].format(e=infix(s["expression"]), v=s["variable"], at=infix(s["at"]))
    return f"{text} is {infix(s['value'])}"


def _optimum(s: dict[str, Any]) -> str:
    return f"{_program(s['program'], s['program']['sense'] + 'imum')} is {s['value']}"


def _optimum_within(s: dict[str, Any]) -> str:
    """Not the minimum: the bounds hold whether or not a point attains the optimum."""
    name = {"min": "infimum", "max": "supremum"}[s["program"]["sense"]]
    return f"{_program(s['program'], name)} is at least {_decimal(s['lower'])} and at most {_decimal(s['upper'])}"


def _decimal(text: str) -> str:
    """The number as a decimal where that is exact and has at most 400 places, else as p/q."""
    top, _, bottom = text.partition("/")
    places = next((n for n in range(1, 401) if bottom and 10**n % int(bottom) == 0), 0)
    if not places:
        return text
    digits = str(abs(int(top)) * (10**places // int(bottom))).rjust(places + 1, "0")
    return f"{'-' if top.startswith('-') else ''}{digits[:-places]}.{digits[-places:]}"


def _program(program: dict[str, Any], name: str) -> str:
    """The optimum of a program, of a large one by its size; the whole of it is in the statement."""
    cones, sets, size = program.get("cones", []), program.get("sets", []), len(program["costs"])
    kind, count = ("conic" if cones else "linear"), len(program["rows"]) + sum(len(s) // k for k, s in sets)
    if size > 8 or count > 8 or len(cones) > 8:
        more = f" and {len(cones)} cones" if cones else ""
        between = ", " if cones else " and "
        return f"the {name} of the {kind} program with {size} variables{between}{count} rows{more}"
    rows = [f"{_combination(entries)} {way} {bound}" for entries, way, bound in program["rows"]]
    rows += [" + ".join(f"x{j}" for j in s[i : i + k]) + " <= 1" for k, s in sets for i in range(0, len(s), k)]
    held = [f"({', '.join(map(_affine, forms))}) in the {cone.replace('_', ' ')} cone" for cone, forms in cones]
    signs = [f"x{j} {'real' if j in program['free'] else '>= 0'}" for j in range(size)]
    goal = _combination([[j, c] for j, c in enumerate(program["costs"]) if c != "0"])
    return f"the {name} of {goal} subject to {', '.join(rows + held + signs)}"


def _affine(form: list[Any]) -> str:
    entries, constant = form
    terms = [["mul", a, f"x{j}"] if a != "1" else f"x{j}" for j, a in entries]
    return infix(["add", *terms, *([constant] if constant != "0" or not terms else [])])


def _combination(entries: list[Any]) -> str:
    return infix(["add", *(["mul", a, f"x{j}"] if a != "1" else f"x{j}" for j, a in entries)]) if entries else "0"


GENERAL: dict[str, Callable[[dict[str, Any]], str]] = {
    "equal": lambda s: f"{infix(s['left'])} = {infix(s['right'])} for all {_interval(s)}",
    "less": lambda s: f"{infix(s['left'])} {'<' if s['strict'] else '<='} {infix(s['right'])} for all {_interval(s)}",
    "exists": lambda s: f"{infix(s['left'])} {s['relation']} {infix(s['right'])} for some {_interval(s)}",
    "value": _value,
    "infimum": lambda s: f"the infimum of {infix(s['expression'])} over {_interval(s)} is {infix(s['value'])}",
    "optimum": _optimum,
    "optimum_within": _optimum_within,
}
