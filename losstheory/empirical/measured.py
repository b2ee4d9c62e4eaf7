"""The statement that measured quantities are ordered in a certain way: at best SUPPORTED."""

from __future__ import annotations

import inspect
import json
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeAlias

from losstheory.claims import Observation
from losstheory.claims.empirical import Empirical
from losstheory.empirical.intervals import MeasurementError, Method
from losstheory.empirical.measurement import Measurement
from losstheory.runs.modules import module_of

Comparison: TypeAlias = tuple[str, str, str]  # a name, "<" or ">", and a name or a number
Protocol: TypeAlias = Callable[..., Mapping[str, Measurement]]
HOUSE = "losstheory."
PACKAGES = ("scikit-learn", "torch")


@dataclass(frozen=True, eq=False)
class Measured(Empirical):
    """Each of the comparisons holds for the quantities that a protocol measures.

    The intervals of the m comparisons have the level 1 - (1 - level)/m each (Bonferroni), so that all of them hold at
    once with probability ``level``; two quantities are compared by their paired differences. The statement is SUPPORTED
    if every interval lies on the claimed side, contradicted if one lies on the other, open if one holds its bound.

    >>> Measured("losstheory.empirical.trial:accuracies", {"losses": ["nce", "ce"], "noise": "symmetric:0.4"},
    ...          [("nce", "<", "ce"), ("nce", ">", "0.5")], full={"seeds": 20})

    Args:
        protocol: ``"losstheory.PACKAGE.MODULE:FUNCTION"``, or ``f"{__file__}:FUNCTION"`` of an analysis; the function
            takes the arguments by name and returns measurements by name.
        arguments: JSON.
        comparisons: triples of a name, ``"<"`` or ``">"``, and a name or a number.
        level: of all intervals together.
        method: of the intervals.
        full: arguments of the long run, which replace those of the short one in ``at_full_length``.
    """

    protocol: str
    arguments: Mapping[str, Any]
    comparisons: Sequence[tuple[str, str, Any]]
    level: Fraction | str = "0.95"
    method: Method = "student"
    full: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        file, _, name = self.protocol.rpartition(":")
        if not name.isidentifier() or not (file.startswith(HOUSE) or file.endswith(".py")):
            raise MeasurementError(
                f"expected 'losstheory.PACKAGE.MODULE:FUNCTION' or 'FILE.py:FUNCTION', got {self.protocol!r}"
            )
        try:
            for key in ("arguments", "full"):
                object.__setattr__(self, key, json.loads(json.dumps(dict(getattr(self, key)), allow_nan=False)))
        except (TypeError, ValueError) as error:
            raise MeasurementError(f"the arguments of a protocol are JSON: {error}") from None
        comparisons = tuple(_comparison(item) for item in self.comparisons)
        if not comparisons:
            raise MeasurementError("expected at least one comparison, such as ('nce', '<', 'ce')")
        object.__setattr__(self, "comparisons", comparisons)
        level = _number(str(self.level))
        if isinstance(self.level, float) or level is None or not 0 < level < 1:
            raise MeasurementError(f"a level is an exact number between 0 and 1 such as '0.95', got {self.level!r}")
        object.__setattr__(self, "level", str(level))

    def at_full_length(self) -> Measured:
        """The statement of the long run."""
        return replace(self, arguments={**self.arguments, **self.full}, full={})

    def to_json(self) -> dict[str, Any]:
        file, _, name = self.protocol.rpartition(":")
        own = file.endswith(".py")
        return {
            "property": "measured",
            "protocol": f"{Path(file).name}:{name}" if own else self.protocol,
            "source": sha256(Path(file).read_bytes()).hexdigest() if own else None,
            "arguments": json.dumps(self.arguments, sort_keys=True),
            "comparisons": [list(item) for item in self.comparisons],
            "level": self.level,
            "method": self.method,
        }

    def __str__(self) -> str:
        given = ", ".join(f"{key}={json.dumps(value)}" for key, value in sorted(self.arguments.items()))
        claimed = " and ".join(" ".join(item) for item in self.comparisons)
        level = 100 * float(Fraction(self.level))
        return f"measured by {self.to_json()['protocol']}({given}) at the level {level:g} %: {claimed}"

    def versions(self) -> dict[str, str]:
        return {"machine": platform.machine(), **dict(_installed())}

    def observe(self) -> Observation:
        """Run the protocol and compare.

        Raises:
            MeasurementError: the protocol does not measure what is compared.
        """
        found = _function(self.protocol)(**self.arguments)
        level = float(1 - (1 - Fraction(self.level)) / len(self.comparisons))
        seen = [_compared(found, item, level, self.method) for item in self.comparisons]
        sides = [side for side, _, _ in seen]
        holds = True if all(side == 1 for side in sides) else False if -1 in sides else None
        data = {
            "level": self.level,
            "comparisons": [
                {"claimed": list(item), **shown} for item, (_, _, shown) in zip(self.comparisons, seen, strict=True)
            ],
            "measurements": {name: one.to_json() for name, one in found.items()},
            "versions": self.versions(),
        }
        return Observation(holds, "; ".join(text for _, text, _ in seen), json.loads(json.dumps(data)))


def _comparison(item: Any) -> Comparison:
    if (
        not isinstance(item, tuple | list)
        or len(item) != 3
        or item[1] not in ("<", ">")
        or not isinstance(item[0], str)
    ):
        raise MeasurementError(f"expected a name, '<' or '>', and a name or a number; got {item!r}")
    if isinstance(item[2], float):
        raise MeasurementError(f"a bound is exact: write '{item[2]}' or a fraction instead of the float {item[2]}")
    return item[0], item[1], str(item[2])


def _compared(
    found: Mapping[str, Measurement], item: Comparison, level: float, method: Method
) -> tuple[int, str, dict[str, Any]]:
    """1 on the claimed side, -1 on the other, 0 if neither; in words; and the interval with its bound."""
    left, relation, right = item
    for name in (left, *([] if _number(right) is not None else [right])):
        if name not in found:
            raise MeasurementError(
                f"the protocol does not measure {name!r}; it measures {', '.join(found) or 'nothing'}"
            )
    bound = _number(right)
    if bound is not None:
        shown, limit, label = found[left].at(level, method), float(bound), left
    else:
        shown, limit, label = (
            found[left].at(level, method).minus(found[right].at(level, method), method),
            0.0,
            f"{left} - {right}",
        )
    claimed = 1 if relation == ">" else -1
    side = 0 if shown.degenerate else claimed * shown.side(limit)
    said = {1: "as claimed", -1: "on the other side", 0: "not told apart"}[side]
    if shown.degenerate:
        said = "equal replicates say nothing of their spread"
    text = f"{label} = {shown}, claimed {relation} {right if bound is not None else 0}: {said}"
    return (
        side,
        text,
        {"bound": limit, "side": side, "interval": [shown.lower, shown.upper], "estimate": shown.estimate},
    )


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _function(protocol: str) -> Protocol:
    """The function that is named, defined where its name says."""
    file, _, name = protocol.rpartition(":")
    module = module_of(Path(file), "protocol") if file.endswith(".py") else import_module(file)
    function = getattr(module, name, None)
    if not inspect.isfunction(function) or function.__module__ != module.__name__ or name.startswith("_"):
        raise MeasurementError(f"{file} defines no public function {name}")
    return function


def _installed() -> Iterator[tuple[str, str]]:
    for name in PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "absent"
