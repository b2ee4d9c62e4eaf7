"""Families of losses: a formula with exact parameters, each with its admissible range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, final

from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.loss import AnyLoss, build

if TYPE_CHECKING:
    from sympy import Rational

    Exact: TypeAlias = int | Fraction | Rational


class ParameterError(LossTheoryError, ValueError):
    """A parameter of a family is unknown, missing, inexact or out of its range."""


@final
@dataclass(frozen=True)
class Parameter:
    """One exact parameter: ``None`` as an end means no bound; an end belongs to the range if its flag says so."""

    name: str
    meaning: str
    default: Fraction | int | None = None
    lower: Fraction | int | None = None
    upper: Fraction | int | None = None
    closed: tuple[bool, bool] = (False, False)
    integer: bool = False

    @property
    def range(self) -> str:
        """The admissible range in words, as error messages give it."""
        left = "(-oo" if self.lower is None else f"{'[' if self.closed[0] else '('}{self.lower}"
        right = "oo)" if self.upper is None else f"{self.upper}{']' if self.closed[1] else ')'}"
        return f"{'an integer' if self.integer else 'a rational'} in {left}, {right}"

    def read(self, value: Exact) -> Fraction:
        """``value`` as an exact rational of the range.

        Raises:
            ParameterError: the value is a float or no number, or lies outside the range.
        """
        exact = _exact(value)
        if exact is None:
            hint = f'; write it exactly, as in Fraction("{value}")' if isinstance(value, float) else ""
            raise ParameterError(f"{self.name} must be {self.range}, got {type(value).__name__} {value!r}{hint}")
        above = self.lower is None or exact > self.lower or (self.closed[0] and exact == self.lower)
        below = self.upper is None or exact < self.upper or (self.closed[1] and exact == self.upper)
        if not (above and below) or (self.integer and exact.denominator != 1):
            raise ParameterError(f"{self.name} ({self.meaning}) must be {self.range}, got {exact}")
        return exact


def _exact(value: object) -> Fraction | None:
    """The rational that ``value`` is exactly; floats, strings and booleans are not exact numbers."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    numerator, denominator = getattr(value, "p", None), getattr(value, "q", None)
    if getattr(value, "is_Rational", False) and isinstance(numerator, int) and isinstance(denominator, int):
        return Fraction(numerator, denominator) if denominator else None
    return None


@final
@dataclass(frozen=True)
class Family:
    """``family(name=value, …)`` builds the loss of these parameters.

    ``make`` takes the parameters by name, as sympy rationals, and returns the formula of a margin loss or the
    two formulas of a pair or probability loss.
    """

    name: str
    form: type[AnyLoss]
    parameters: tuple[Parameter, ...]
    make: Callable[..., Any]
    source: str

    @property
    def kind(self) -> str:
        return self.form.kind

    def __call__(self, **values: Exact) -> AnyLoss:
        """The loss of these parameters.

        Raises:
            ParameterError: a parameter is unknown, missing, inexact or out of its range.
        """
        from sympy import Rational

        read = self.read(values)
        formulas = self.make(**{label: Rational(x.numerator, x.denominator) for label, x in read.items()})
        title = f"{self.name}({', '.join(f'{label}={x}' for label, x in read.items())})"
        return build(self.form, title, formulas if isinstance(formulas, tuple) else (formulas,), self.source)

    def read(self, values: dict[str, Exact]) -> dict[str, Fraction]:
        """Every parameter in the family's order, defaults filled in, each in its range."""
        return {parameter.name: parameter.read(value) for parameter, value in given(self.name, self.parameters, values)}

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """A family of the catalogue travels by its name."""
        if _of_catalogue(self.name) is self:
            return _of_catalogue, (self.name,)
        return Family, (self.name, self.form, self.parameters, self.make, self.source)


def _of_catalogue(name: str) -> object:
    from losstheory.losses.catalogue import catalogue

    if name not in catalogue:
        return None
    return catalogue[name]


class Named(Protocol):
    """What every sort of parameter has."""

    @property
    def name(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def default(self) -> Fraction | int | None: ...
    @property
    def range(self) -> str: ...


Sort = TypeVar("Sort", bound=Named)


def given(family: str, parameters: Sequence[Sort], values: Mapping[str, Any]) -> Iterator[tuple[Sort, Any]]:
    """The parameters of a family in their order, each with the value that is given for it or its default.

    Raises:
        ParameterError: a value is given for no parameter, or one without default is missing.
    """
    known = [parameter.name for parameter in parameters]
    for label in values:
        if label not in known:
            close = get_close_matches(label, known, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise ParameterError(f"{family} has no parameter {label!r}, only {', '.join(known)}{hint}")
    for parameter in parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            raise ParameterError(f"{family} needs {parameter.name} ({parameter.meaning}), {parameter.range}")
        yield parameter, value
