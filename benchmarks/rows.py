"""The rows of ``tests/cases/rules.json`` as statements and as certificates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from losstheory.claims import Attempt, Budget, Rule, Statement, Status, certify
from losstheory.formulas.parser import parse
from losstheory.losses.multiclass import multiclass
from losstheory.losses.simplex import simplex_loss
from losstheory.losses.typed import loss
from losstheory.programs import Optimum, OptimumWithin
from losstheory.theory import Equal, Exists, InfimumIs, Less, ValueIs, properties
from losstheory.theory.consistency import HConsistencyBound, SoftmaxBound, SoftmaxTransform, TransformIs
from losstheory.theory.constants import CONSTANTS
from losstheory.theory.multiclass import multiclass_properties
from losstheory.theory.simplex import forecast_properties

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases" / "rules.json"
GENERAL: dict[str, type[Statement]] = {
    "equal": Equal,
    "less": Less,
    "exists": Exists,
    "value": ValueIs,
    "infimum": InfimumIs,
    "optimum": Optimum,
    "optimum_within": OptimumWithin,
}
OVER = {"transform": TransformIs, "h_consistency": HConsistencyBound}
OVER_SEVERAL = {"transform": SoftmaxTransform, "h_consistency": SoftmaxBound}
NAMES = ("eta", "theta", "p")
MULTICLASS = {"multiclass": False, "multiclass_sum_to_zero": True}


class Said(Statement):
    """A statement by its JSON alone, for what no prover is asked."""

    rules = ()

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def to_json(self) -> dict[str, Any]:
        return self.data

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        yield from ()


def statement_of(data: dict[str, Any]) -> Statement:
    """The statement of a row, its formulas in infix."""
    name, fields = data["property"], {key: value for key, value in data.items() if key != "property"}
    if name in GENERAL:
        return GENERAL[name](**fields)
    if "kind" not in fields:
        return Said(data)
    if fields["kind"] in MULTICLASS:
        several = multiclass(*fields["expressions"], sum_to_zero=MULTICLASS[fields["kind"]])
        if name in OVER:
            return OVER_SEVERAL[name](several, *fields["value"].values())
        return multiclass_properties[name](several, *_arguments(fields.get("value")))
    if fields["kind"] == "simplex":
        return forecast_properties[name](simplex_loss(*fields["expressions"]))
    about = loss(*fields["expressions"], kind=fields["kind"])
    if name in properties:
        return properties[name](about)
    if name in OVER:
        return OVER[name](about, *fields["value"].values())
    if name in CONSTANTS:
        return CONSTANTS[name](about, fields["value"])
    return Said({"property": name, "loss": about.to_json(), "value": _value(fields["value"])})


def _arguments(value: Any) -> list[Any]:
    """What the statement of a multiclass loss is made of besides the loss."""
    if isinstance(value, dict):
        return list(value.values())
    return [] if value is None else [int(value) if isinstance(value, str) and value.isdigit() else value]


def _value(value: Any) -> Any:
    """A formula in infix, one with exceptions, or a table as it stands."""
    if isinstance(value, str):
        return parse(value, NAMES).to_json()
    if isinstance(value, dict):
        return {"formula": _value(value["formula"]), "except": list(map(_value, value["except"]))}
    return value


def certificate_of(row: dict[str, Any]) -> dict[str, Any]:
    """The certificate of a row with evidence, its hash right."""
    rule = Rule(row["rule"], Status(row["status"]), "by hand")
    return certify(statement_of(row["statement"]), Attempt(rule, row["evidence"]))


def read_rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["rows"]
    return rows
