"""A scan of statements about many losses at once: every value of a parameter, every number of classes.

It tries a few members of the family; what another scan says of one of them speaks against the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

Statement = dict[str, Any]
Contradicts = Callable[[Statement], bool]
WITNESSED = frozenset(
    ("violated chord", "rise between two scores", "negative value", "better forecast", "two different sums")
)
"""Refutations by points that the evidence names, which another scan evaluates."""
SHARES, STEPS, CLASSES = (0.07, 0.5, 0.93), (0.09, 1.0, 4.0), (2, 3, 5)


def families_contradict(
    certificate: dict[str, Any], contradicts: Contradicts, constant: Callable[[Any], float]
) -> bool:
    """Whether one member that a certificate speaks of clearly has not what is said of every member."""
    statement = certificate["statement"]
    if certificate["status"] != "PROVED":
        return False
    if statement["property"] == "throughout":
        if not statement["holds"] and certificate["rule"] not in WITNESSED:
            return False
        status = "PROVED" if statement["holds"] else "REFUTED"
        told = {"statement": statement["claim"], "evidence": certificate["evidence"]}
        members = (replaced(told, values) for values in _values(statement["parameters"], constant))
        return any(contradicts({**member, "status": status, "rule": certificate["rule"]}) for member in members)
    claim = statement["claim"]
    return bool(statement["holds"]) and any(
        contradicts(
            {
                "statement": {**claim, "loss": of_classes(claim["loss"], count)},
                "status": "PROVED",
                "rule": certificate["rule"],
                "evidence": {},
            }
        )
        for count in CLASSES
        if count >= statement["from"]
    )


def replaced(data: Any, values: dict[str, Any]) -> Any:
    """The JSON with other formulas in the place of names."""
    if isinstance(data, dict):
        return {key: replaced(value, values) for key, value in data.items()}
    if isinstance(data, list):
        return [replaced(item, values) for item in data]
    return values.get(data, data) if isinstance(data, str) else data


def _values(parameters: list[Any], constant: Callable[[Any], float]) -> Iterator[dict[str, str]]:
    """Some values of the parameters, all combinations."""
    choices = [_inside(constant(lower), constant(upper)) for _, lower, upper in parameters]
    for chosen in product(*choices):
        yield {name: repr(x) for (name, _, _), x in zip(parameters, chosen, strict=True)}


def _inside(lower: float, upper: float) -> list[float]:
    """Points strictly between two ends, either of which may be infinite."""
    if upper - lower < float("inf"):
        return [lower + share * (upper - lower) for share in SHARES]
    if lower > -float("inf"):
        return [lower + step for step in STEPS]
    return [upper - step for step in STEPS] if upper < float("inf") else [-1.7, 0.3, 2.9]


def of_classes(loss: dict[str, Any], count: int) -> dict[str, Any]:
    """The loss of so many classes whose terms are written for every number of classes."""
    scores = [f"s{k + 1}" for k in range(count)]
    total = ["add", *(["exp", score] for score in scores)]
    shares = [["mul", ["exp", score], ["pow", total, "-1"]] for score in scores]
    odds = [["add", ["pow", share, "-1"], "-1"] for share in shares]

    def at(formula: Any, k: int) -> Any:
        return replaced(formula, {"q": shares[k], "u": odds[k], "s": scores[k], "K": str(count)})

    def along(formula: Any, own: str, rival: Any) -> Any:
        return replaced(formula, {"t": ["add", own, ["mul", "-1", rival]], "K": str(count)})

    def summands(name: str, functions: list[Any], y: int) -> list[Any]:
        rivals = [score for k, score in enumerate(scores) if k != y]
        match name:
            case "softmax" | "scores":
                return [at(functions[k != y], k) for k in range(count)]
            case "normalised":
                parts = [at(functions[0], k) for k in range(count)]
                return [["mul", functions[1], parts[y], ["pow", ["add", *parts], "-1"]]]
            case "pairwise":
                return [along(functions[0], scores[y], rival) for rival in rivals]
        return [along(functions[0], scores[y], ["max", *rivals])]

    terms = loss["terms"].items()
    rows = [
        ["add", *(part for name, functions in terms for part in summands(name, functions, y))] for y in range(count)
    ]
    return {"kind": "multiclass_sum_to_zero" if loss["sum_to_zero"] else "multiclass", "expressions": rows}
