"""Ways to spoil a certificate: each takes one, a source of chance and other certificates, and changes it in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from benchmarks.certificate_places import Certificate, Kind, is_number, numbers, pick, places
from benchmarks.mutation_shapes import SHAPES
from losstheory.checker.rules import GENERAL_RULES, LOSS_RULES
from losstheory.checker.rules.every_k import EVERY, NEVER, ONE
from losstheory.checker.rules.multiclass import MULTICLASS_RULES
from losstheory.checker.rules.simplex import SIMPLEX_RULES

ULP = Fraction(1, 2**52)
SWAPS = {
    "max": "min", "min": "max", "exp": "softplus", "softplus": "exp", "sin": "cos", "cos": "sin", "<": "<=", "<=": "<",
    ">": ">=", ">=": ">", "==": "<=", "add": "mul", "mul": "add", "log": "abs", "abs": "sigmoid", "sigmoid": "tanh",
    "tanh": "sigmoid", "atan": "tanh", "erf": "atan",
}  # fmt: skip
PROOFS = ({"by": "sturm"}, {"by": "identity"}, {"by": "form"}, {"by": "boxes", "cuts": [], "tags": ["n"]},
          {"by": "boxes", "cuts": [], "tags": ["m"]}, {"by": "boxes", "cuts": [], "tags": ["l1"]},
          {"by": "ladder", "at": "lower", "slope": {"by": "sturm"}})  # fmt: skip
WITNESSES = (
    "points", "point", "at", "to", "score", "eta", "forecast", "witness", "order", "slack", "constant", "floor",
    "margin",
)  # fmt: skip
TABLES: dict[str | None, Mapping[tuple[str, str], Mapping[str, object]]] = {
    None: GENERAL_RULES,
    "binary": LOSS_RULES,
    "multiclass": MULTICLASS_RULES,
    "multiclass_sum_to_zero": MULTICLASS_RULES,
    "simplex": SIMPLEX_RULES,
}
EVERY_K_RULES = {name: [*EVERY[name], *NEVER.get(name, {}), ONE] for name in EVERY}
FIELDS = {
    "property": (*{name for name, _ in LOSS_RULES}, *{name for name, _ in GENERAL_RULES}),
    "strict": (True, False),
    "holds": (True, False),
    "from": (2, 3, 7),
    "sum_to_zero": (True, False),
    "relation": ("<", "<=", "==", ">=", ">"),
    "quantity": ("value", "limit", "limit_left", "limit_right", "slope_left", "slope_right"),
    "kind": ("margin", "pair", "probability", "residual"),
    "lower": ("-oo", "-1", "0"),
    "upper": ("oo", "1", "0"),
    "value": ("0", "1", "oo", "-oo"),
    "at": ("0", "1", "oo"),
    "variable": ("x", "s"),
}


def _nudged(text: str, chance: Random) -> str:
    return str(Fraction(text) + chance.choice((1, -1)) * ULP)


def _redrawn(text: str, chance: Random) -> str:
    """Another number: a digit changed, or another sign, half, double, or one more or less."""
    x = Fraction(text)
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    i = chance.choice(digits)
    changed = text[:i] + str((int(text[i]) + chance.randint(1, 9)) % 10) + text[i + 1 :]
    choices = [str(-x), str(x / 2), str(2 * x), str(x + 1), str(x - 1)]
    return chance.choice([changed, *choices] if "/" not in changed or Fraction(changed.split("/")[1]) else choices)


def _rules(c: Certificate) -> list[str]:
    """The rules for its property and status."""
    if c["statement"]["property"] == "every_k":
        return EVERY_K_RULES.get(c["statement"]["claim"]["property"], [])
    loss = c["statement"].get("loss")
    kind = loss.get("kind") if isinstance(loss, dict) else None
    table = TABLES["binary" if kind is not None and kind not in TABLES else kind]
    return list(table.get((c["statement"]["property"], c["status"]), {}))


def flip_status(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    c["status"] = "REFUTED" if c["status"] == "PROVED" else "PROVED"
    c["rule"] = chance.choice([c["rule"], *_rules(c)])


def borrow_rule(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    near = _rules(c)
    far = [rule for table in TABLES.values() for rules in table.values() for rule in rules]
    far += [rule for rules in EVERY_K_RULES.values() for rule in rules]
    c["rule"] = pick(chance, [rule for rule in (near if len(near) > 1 else far) if rule != c["rule"]])


def nudge_statement(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    box, key = pick(chance, numbers(c["statement"]))
    box[key] = _nudged(box[key], chance)


def change_statement_number(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    box, key = pick(chance, numbers(c["statement"]))
    box[key] = _redrawn(box[key], chance)


def change_operation(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    found = [
        (box, key) for box, key in places(c["statement"]) if isinstance(box, list) and key == 0 and str(box[0]) in SWAPS
    ]
    box, key = pick(chance, found)
    box[key] = SWAPS[box[key]]


def swap_sides(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    s = c["statement"]
    if "left" in s:
        s["left"], s["right"] = s["right"], s["left"]
    elif len(s.get("loss", {}).get("expressions", ())) == 2:
        s["loss"]["expressions"].reverse()
    elif "loss" in s:
        s["loss"]["expressions"] = [["mul", "-1", s["loss"]["expressions"][0]]]
    else:
        s["expression"] = ["mul", "-1", s["expression"]]


def change_statement_field(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    found = [(box, key) for box, key in places(c["statement"]) if isinstance(box, dict) and key in FIELDS]
    box, key = pick(chance, found)
    box[key] = pick(chance, [value for value in FIELDS[key] if value != box[key]])


def other_statement(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    """The evidence stays, about a similar loss or sentence."""
    c["statement"] = pick(chance, [x["statement"] for x in others if x["statement"].keys() == c["statement"].keys()])


def other_evidence(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    c["evidence"] = pick(chance, [x["evidence"] for x in others if x["rule"] == c["rule"]])


def change_list(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    """Drop, duplicate or reorder a piece, a cut, a proof, a tag, a step."""
    found = [box[key] for box, key in places(c["evidence"]) if isinstance(box[key], list) and box[key]]
    items = pick(chance, [x for x in found if x[0] not in ("root", "crossing")] or found)
    i, way = chance.randrange(len(items)), chance.choice(("drop", "double", "order"))
    if way == "drop":
        del items[i]
    elif way == "double":
        items.insert(i, items[i])
    else:
        items.append(items.pop(i))


def delete_field(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    box, key = pick(chance, [(box, key) for box, key in places(c["evidence"]) if isinstance(box, dict)])
    del box[key]


def nudge_evidence(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    box, key = pick(chance, numbers(c["evidence"]))
    box[key] = _nudged(box[key], chance)


def change_evidence_number(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    box, key = pick(chance, numbers(c["evidence"]))
    box[key] = _redrawn(box[key], chance)


def change_witness(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    """Another point, score, eta, forecast, order or slack at the top of the evidence or of one of its parts."""
    found = [(box, key) for box, key in places(c["evidence"]) if isinstance(box, dict) and key in WITNESSES]
    box, key = pick(chance, found)
    value = box[key]
    if isinstance(value, int):
        box[key] = value + chance.choice((-1, 1, 2))
    elif isinstance(value, list) and value and all(isinstance(x, str) for x in value):
        box[key] = chance.choice((value[::-1], value[:1] * len(value), [str(chance.randint(-3, 3)) for _ in value]))
    else:
        box[key] = str(Fraction(chance.randint(-6, 6), chance.choice((1, 2, 4))))


def widen_interval(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    found = [
        box[key] for box, key in places(c["evidence"]) if key in ("between", "near") and isinstance(box[key], list)
    ]
    if found:
        interval = pick(chance, found)
        i = chance.randrange(2)
        interval[i] = chance.choice((("-oo", "-1000"), ("oo", "1000"))[i])
    else:
        cuts = pick(chance, _cuts(c["evidence"]))
        cuts[:] = [cuts[0]] if len(cuts) > 1 and chance.random() < 0.5 else []


def _cuts(evidence: object) -> list[list[object]]:
    """Every list of cuts that is not empty; of a loss of every K there is one for each term."""
    named = [box[key] for box, key in places(evidence) if key == "cuts"]
    lists = [part for cuts in named for part in (cuts.values() if isinstance(cuts, dict) else [cuts])]
    return [cuts for cuts in lists if isinstance(cuts, list) and cuts]


def other_proof(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    found = [(box, key) for box, key in places(c["evidence"]) if isinstance(box[key], dict) and "by" in box[key]]
    box, key = pick(chance, found)
    box[key] = dict(pick(chance, [proof for proof in PROOFS if proof != box[key]]))


def other_tag(c: Certificate, chance: Random, others: Sequence[Certificate]) -> None:
    found = [(box, key) for box, key in places(c["evidence"]) if key in ("tags", "end", "way", "which")]
    box, key = pick(chance, found)
    if key == "tags":
        i = chance.randrange(len(box[key]))
        box[key][i] = pick(chance, [tag for tag in ("n", "m", "l1", "u1", "l2", "u2") if tag != box[key][i]])
    elif key == "which":
        box[key] = 1 - box[key]
    else:
        box[key] = {"lower": "upper", "upper": "lower", "<": ">", ">": "<", "+": "-", "-": "+"}[box[key]]


KINDS: dict[str, Kind] = {
    "status": flip_status,
    "rule": borrow_rule,
    "statement: 2^-52": nudge_statement,
    "statement: number": change_statement_number,
    "statement: operation": change_operation,
    "statement: sides": swap_sides,
    "statement: field": change_statement_field,
    "statement: another": other_statement,
    "evidence: another": other_evidence,
    "evidence: list": change_list,
    "evidence: field": delete_field,
    "evidence: 2^-52": nudge_evidence,
    "evidence: number": change_evidence_number,
    "evidence: witness": change_witness,
    "evidence: interval": widen_interval,
    "evidence: proof": other_proof,
    "evidence: tag": other_tag,
    **SHAPES,
}

__all__ = ["KINDS", "Certificate", "is_number", "places"]
