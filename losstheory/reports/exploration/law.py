"""The law of the labels at one point: eta for two labels, a point of the simplex for three classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from losstheory.losses.families import Family, Parameter, ParameterError
from losstheory.losses.multiclass.open_families import ClassFamily
from losstheory.reports.exploration.track import Track
from losstheory.theory.properties import LABELLED

THREE = 3
ETA = Track(
    Parameter("eta", "P(Y = +1)", Fraction(3, 4), 0, 1, closed=(True, True)), [Fraction(k, 40) for k in range(41)]
)
SHARES = [Fraction(k, 20) for k in range(1, 20)]
FIRST = Track(Parameter("p1", "P(Y = 1)", Fraction(9, 20), 0, 1), SHARES)
SECOND = Track(Parameter("share", "P(Y = 2) of what class 1 leaves", Fraction(13, 20), 0, 1), SHARES)


@dataclass(frozen=True)
class Law:
    """Class probabilities, moved by sliders; none where a loss has no labels, or more than three classes.

    The sliders of three classes are P(Y = 1) and the share of class 2 in the rest, so that each of their positions is
    a law.
    """

    tracks: Mapping[str, Track]
    values: Mapping[str, Fraction]

    @classmethod
    def of(cls, family: Family | ClassFamily) -> Law:
        """The law of the losses of a family, at the start."""
        chosen: Sequence[Track] = ()
        if isinstance(family, ClassFamily):
            chosen = (FIRST, SECOND) if family.classes == THREE else ()
        elif family.kind in LABELLED:
            chosen = (ETA,)
        return cls({one.name: one for one in chosen}, {one.name: one.start for one in chosen})

    @property
    def eta(self) -> Fraction | None:
        return self.values.get("eta")

    @property
    def p(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """The probabilities of three classes."""
        if "p1" not in self.values:
            return None
        first = self.values["p1"]
        second = (1 - first) * self.values["share"]
        return first, second, 1 - first - second

    def moved(self, places: Mapping[str, Any]) -> Law:
        """With other values.

        Raises:
            ParameterError: one is unknown, inexact or out of range.
        """
        for name in places:
            if name not in self.tracks:
                raise ParameterError(f"there is no {name!r} in a law of {', '.join(self.tracks) or 'no labels'}")
        read = {name: self.tracks[name].parameter.read(value) for name, value in places.items()}
        return replace(self, values={**self.values, **read})
