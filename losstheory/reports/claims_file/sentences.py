"""General statements of a claims file: equalities, inequalities, values, limits and infima of formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from losstheory.claims import Statement
from losstheory.formulas.parser import parse
from losstheory.reports.claims_file.keys import (
    KeyFault,
    allowed,
    choice_of,
    flag_of,
    formula_of,
    needed,
    reading,
    text_of,
)
from losstheory.theory.general import Equal, Exists, InfimumIs, Less, LimitIs, ValueIs

TWO_SIDES = ("left", "right")
INTERVAL = ("variable", "lower", "upper")
READERS: Mapping[str, Callable[[Mapping[str, Any], str], object]] = {
    "variable": text_of, "relation": text_of, "quantity": text_of, "strict": flag_of,
}  # fmt: skip
"""How a key is read, if it is no formula."""


@dataclass(frozen=True)
class Sentence:
    """A statement with the keys that it needs and those that it may have, named as its fields."""

    build: Callable[..., Statement]
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.needs, *self.takes)


SENTENCES: Mapping[str, Sentence] = {
    "equal": Sentence(Equal, TWO_SIDES, INTERVAL),
    "less": Sentence(Less, TWO_SIDES, (*INTERVAL, "strict")),
    "exists": Sentence(Exists, TWO_SIDES, (*INTERVAL, "relation")),
    "value": Sentence(partial(ValueIs, quantity="value"), ("expression", "variable", "at", "value")),
    "one_sided": Sentence(ValueIs, ("expression", "variable", "quantity", "at", "value")),
    "limit": Sentence(LimitIs, ("expression", "variable", "at", "value")),
    "infimum": Sentence(InfimumIs, ("expression", "variable", "value"), ("lower", "upper")),
}


def sentence_of(table: Mapping[str, Any]) -> Statement:
    """The statement that the key ``statement`` names.

    Raises:
        KeyFault: there is no such statement, or a key is missing or wrong.

    >>> print(sentence_of({"statement": "less", "left": "log(x)", "right": "x", "variable": "x", "lower": 0}))
    log(x) < x for all 0 < x < oo
    """
    name = choice_of(table, "statement", tuple(SENTENCES))
    sentence = SENTENCES[name]
    body = {key: value for key, value in table.items() if key != "statement"}
    allowed(body, sentence.keys, f"the statement {name}")
    for key in sentence.needs:
        needed(body, key, f"the statement {name}")
    lower, upper = _end(body, "lower"), _end(body, "upper")
    if lower is not None and upper is not None and lower >= upper:
        raise KeyFault("upper", f"expected more than lower, which is {lower}; got {upper}")
    with reading("statement"):
        return sentence.build(**{key: READERS.get(key, formula_of)(body, key) for key in body})


def _end(body: Mapping[str, Any], key: str) -> Fraction | None:
    """An end of the interval, if it is a rational."""
    if body.get(key, "oo") in ("oo", "-oo"):
        return None
    with reading(key):
        return parse(formula_of(body, key), ()).value
