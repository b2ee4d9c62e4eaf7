"""A certificate as a whole: its schema, its hash, its statement, and the rule that decides it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from .every_k import EVERY_K
from .losses import SINGLE, Loss
from .parameters import opened
from .rules import GENERAL_RULES, KINDS, LOSS_RULES, PROVED, REFUTED, optimum
from .rules.every_k import check_every_k
from .rules.evidence import items
from .rules.multiclass import check_multiclass, is_multiclass
from .rules.multiclass.throughout import check_multiclass_throughout
from .rules.simplex import check_simplex, is_simplex
from .rules.throughout import THROUGHOUT_RULES, read_throughout
from .values import VALUED
from .wellformed import check_end, check_formula, check_name
from .work import MAX_WORK, Meter, Reject, metered

SCHEMA = "losstheory/certificate/1"
FIELDS = ("schema", "statement", "status", "rule", "evidence")
LOCAL_PROOFS = frozenset(("equal one-sided slopes", "least bound of the slope", "least bound of the curvature"))
"""They may look at a part of the scores alone: next to the centre, or where a derivative is unbounded."""
MAX_NESTING = 240
MAX_LENGTH = 250_000
LARGEST = 1 << 60


@dataclass(frozen=True)
class Accepted:
    """A replayed certificate: the statement in canonical form, what is said of it, by which rule, at what work."""

    statement: dict[str, Any]
    status: str
    rule: str
    sha256: str
    work: int


def canonical(data: object) -> str:
    """Canonical JSON: sorted keys, no spaces, ASCII, no NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def fingerprint(certificate: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the certificate without its own hash."""
    return hashlib.sha256(canonical({k: v for k, v in certificate.items() if k != "sha256"}).encode()).hexdigest()


def check_certificate(certificate: object, statement: object = None) -> Accepted:
    """Replay a certificate, against the statement that was asked if one is given; raises Reject with the reason."""
    try:
        with metered() as meter:
            return _check(certificate, statement, meter)
    except (RecursionError, OverflowError, ZeroDivisionError, ArithmeticError, MemoryError) as error:
        raise Reject(f"the certificate exceeds the bounds of the checker ({type(error).__name__})") from error


def _check(certificate: object, statement: object, meter: Meter) -> Accepted:
    if not isinstance(certificate, dict) or set(certificate) != {*FIELDS, "sha256"}:
        raise Reject(f"a certificate has exactly the fields {', '.join((*FIELDS, 'sha256'))}")
    if certificate["schema"] != SCHEMA:
        raise Reject(f"unknown schema {str(certificate['schema'])[:60]!r}")
    _bound(certificate, 0)
    if certificate["sha256"] != fingerprint(certificate):
        raise Reject("the hash does not match the content")
    if statement is not None and canonical(statement) != canonical(certificate["statement"]):
        raise Reject("the certificate is about another statement")
    said, status, rule = certificate["statement"], certificate["status"], certificate["rule"]
    if not isinstance(said, dict) or not isinstance(status, str) or not isinstance(rule, str):
        raise Reject("statement, status and rule have the wrong types")
    _apply(said, status, rule, certificate["evidence"])
    return Accepted(said, status, rule, certificate["sha256"], MAX_WORK - meter.left)


def _bound(data: object, depth: int) -> None:
    if depth > MAX_NESTING:
        raise Reject("the certificate is nested too deep")
    if isinstance(data, dict):
        if not all(isinstance(key, str) for key in data):
            raise Reject("keys must be strings")
        for value in data.values():
            _bound(value, depth + 1)
    elif isinstance(data, list):
        if len(data) > MAX_LENGTH:
            raise Reject("a list of the certificate is too long")
        if set(map(type, data)) == {int} and min(data) >= -LARGEST and max(data) <= LARGEST:
            return
        for value in data:
            _bound(value, depth + 1)
    elif isinstance(data, float) or not isinstance(data, str | int | bool | None):
        raise Reject("a certificate holds no floating-point number")
    elif isinstance(data, int) and abs(data) > LARGEST:
        raise Reject("an integer of the certificate is too large")


def _apply(statement: dict[str, Any], status: str, rule: str, evidence: object) -> None:
    name = statement.get("property")
    if not isinstance(name, str):
        raise Reject("the statement names no property")
    if is_multiclass(statement):
        return check_multiclass(statement, status, rule, evidence)
    if is_simplex(statement):
        return check_simplex(statement, status, rule, evidence)
    if name == "throughout":
        return _apply_throughout(statement, status, rule, evidence)
    if name == EVERY_K:
        return check_every_k(statement, status, rule, evidence)
    table, subject = (LOSS_RULES, read_loss(statement, name)) if name in KINDS else (GENERAL_RULES, statement)
    check = table.get((name, status), {}).get(rule)
    if check is None:
        raise Reject(f"no rule {rule[:80]!r} gives {status[:20]!r} for {name[:40]!r}")
    if isinstance(subject, Loss):
        if status == REFUTED or rule in LOCAL_PROOFS:
            check_defined(subject, evidence)
    else:
        check_general(statement, name)
    check(subject, evidence)


def _apply_throughout(statement: dict[str, Any], status: str, rule: str, evidence: object) -> None:
    """The rule of one loss, or its refutation, while the parameters of the statement are open."""
    ranges, claim = read_throughout(statement), statement["claim"]
    way = PROVED if statement["holds"] else REFUTED
    if status == PROVED and is_multiclass(claim):
        with opened(ranges):
            return check_multiclass_throughout(claim, way, rule, evidence, ranges)
    check = THROUGHOUT_RULES.get((claim["property"], way), {}).get(rule)
    if status != PROVED or check is None:
        raise Reject(f"no rule {rule[:80]!r} gives {status[:20]!r} for {claim['property'][:40]!r} throughout a range")
    loss = read_loss(claim, claim["property"], tuple(ranges))
    with opened(ranges):
        if way == REFUTED or rule in LOCAL_PROOFS:
            check_defined(loss, evidence)
        check(loss, evidence)


def check_defined(loss: Loss, evidence: object) -> None:
    """Each formula is a real function on the score domain; most rules that prove read it everywhere anyway."""
    for formula, cuts in zip(loss.formulas, items(evidence, "domain", len(loss.formulas)), strict=True):
        domain = replace(loss.domain, formulas=(formula,))
        for piece in domain.pieces(cuts)[:-1]:
            domain.at(piece.cut)


INTERVAL = {"property", "variable", "lower", "upper"}
GENERAL_FIELDS = {
    "equal": INTERVAL | {"left", "right"},
    "less": INTERVAL | {"left", "right", "strict"},
    "exists": INTERVAL | {"left", "relation", "right"},
    "value": {"property", "variable", "expression", "quantity", "at", "value"},
    "infimum": INTERVAL | {"expression", "value"},
    "optimum": {"property", "program", "value"},
    "optimum_within": {"property", "program", "lower", "upper"},
}


def check_general(statement: dict[str, Any], name: str) -> None:
    """The fields of a general statement, each of its type."""
    if set(statement) != GENERAL_FIELDS[name]:
        raise Reject(f"a statement of {name} has exactly the fields {', '.join(sorted(GENERAL_FIELDS[name]))}")
    if "program" in statement:
        return optimum.check_statement(statement)
    variable = check_name(statement["variable"])
    for key, value in statement.items():
        if key in ("left", "right", "expression"):
            check_formula(value, variable)
        elif key in ("lower", "upper", "at", "value"):
            check_end(value)
        elif key == "strict" and not isinstance(value, bool):
            raise Reject("strict is true or false")


def read_loss(statement: dict[str, Any], name: str, parameters: tuple[str, ...] = ()) -> Loss:
    """The loss of a statement about one; its formulas may contain the parameters."""
    data = statement.get("loss")
    fields = {"property", "loss", "value"} if name in VALUED else {"property", "loss"}
    if set(statement) != fields or not isinstance(data, dict) or set(data) != {"kind", "expressions"}:
        raise Reject(
            f"a statement about a loss has the fields {', '.join(sorted(fields))}, a loss kind and expressions"
        )
    kind, expressions = data["kind"], data["expressions"]
    if not isinstance(kind, str) or kind not in KINDS[name]:
        raise Reject(f"{name} is not a property of a {str(kind)[:40]} loss")
    if not isinstance(expressions, list) or len(expressions) != (1 if kind in SINGLE else 2):
        raise Reject("a margin or residual loss has one expression, other losses have two")
    loss = Loss(kind, tuple(expressions), statement.get("value"))
    if name in VALUED:
        VALUED[name](loss.value)
    for expression in expressions:
        check_formula(expression, (loss.name, *parameters))
    return loss
