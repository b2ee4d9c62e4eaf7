"""What the page shows of a ledger: its entries with their numbers, the losses that they are about, the papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from losstheory.claims import Entry, Ledger
from losstheory.losses.loss import Loss
from losstheory.reports.html.subjects import loss_of, name_of
from losstheory.reports.values import Value

ALONE = "claims"


@dataclass(frozen=True)
class Item:
    """An entry of the ledger, with its number and the number of its loss."""

    number: int
    entry: Entry
    form: Mapping[str, Any]
    loss: Loss | None = None
    loss_number: int | None = None

    @property
    def status(self) -> str:
        """The status of the verdict, or the outcome where there is none."""
        return str(self.entry.verdict.status) if self.entry.verdict is not None else str(self.entry.outcome).upper()

    @property
    def topic(self) -> str:
        """The name of what is stated, or what kind of claim it is."""
        if self.form.get("property") in ("throughout", "every_k"):
            return str(self.form["claim"]["property"])
        return str(self.form.get("property", "measured"))

    @property
    def condition(self) -> str:
        """Under which condition the statement is made; empty: none besides those in its sentence."""
        match self.form:
            case {"property": "throughout", "parameters": parameters}:
                return "for " + ", ".join(str(name) for name, _, _ in parameters) + " in a range"
            case {"property": "every_k", "from": first}:
                return f"for every K ≥ {first}"
            case {"value": {"hypotheses": {"set": kind}}} if kind != "all":
                return f"over {kind} scores"
            case {"loss": {"kind": "multiclass_sum_to_zero"}}:
                return "for scores of sum zero"
        return ""


@dataclass(frozen=True)
class LossItem:
    """A loss with what is claimed of it, and what was derived from it."""

    number: int
    loss: Loss
    name: str | None
    items: Sequence[Item]
    values: Mapping[str, Value] = field(default_factory=dict)


def items_of(ledger: Ledger) -> list[Item]:
    """The entries in order, numbered from 1; equal losses have one number."""
    numbers: dict[Loss, int] = {}
    found = []
    for number, entry in enumerate(ledger.entries, 1):
        loss = loss_of(entry.claim.statement)
        at = None if loss is None else numbers.setdefault(loss, len(numbers) + 1)
        found.append(Item(number, entry, entry.claim.statement.to_json(), loss, at))
    return found


def losses_of(items: Sequence[Item], values: Mapping[Loss, Mapping[str, Value]]) -> list[LossItem]:
    """The losses in the order in which they first occur."""
    groups: dict[Loss, list[Item]] = {}
    for item in items:
        if item.loss is not None:
            groups.setdefault(item.loss, []).append(item)
    return [
        LossItem(number, loss, name_of(loss), group, values.get(loss, {}))
        for number, (loss, group) in enumerate(groups.items(), 1)
    ]


def papers_of(items: Sequence[Item]) -> dict[str, list[Item]]:
    """The entries by the file that claims them."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.entry.origin or ALONE, []).append(item)
    return found
