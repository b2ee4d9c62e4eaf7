"""What a phase diagram is asked of: the family, the property, and the parameter that runs."""

from __future__ import annotations

from fractions import Fraction

from losstheory.claims import Statement
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.tree import number
from losstheory.losses.families import Family, Parameter, ParameterError
from losstheory.losses.multiclass.open_families import ClassFamily
from losstheory.theory.phase.throughout import End, inside
from losstheory.theory.properties import LossStatement


def named_family(family: Family | str) -> Family:
    """A family, or that of a name in the catalogue.

    Raises:
        ParameterError: it is no family.
    """
    if isinstance(family, str):
        from losstheory.losses.catalogue import catalogue

        found = catalogue[family]
        if not isinstance(found, Family):
            raise ParameterError(f"{family} is a single loss without parameters; a phase diagram needs a family")
        return found
    if not isinstance(family, Family):
        raise ParameterError(f"expected a family or its name, got {type(family).__name__}; write one with lt.family(…)")
    return family


def named_property(property: str | type[Statement], family: Family | str) -> type[LossStatement]:
    """A property that the losses of the family may have.

    Raises:
        LossTheoryError: there is none of that name, or not for this kind of loss.
    """
    from losstheory.theory import properties

    kind = named_family(family).kind
    if isinstance(property, str):
        if property not in properties:
            raise LossTheoryError(f"there is no property {property!r}; expected one of {', '.join(properties)}")
        property = properties[property]
    if not issubclass(property, LossStatement):
        raise LossTheoryError(f"expected a property of a {kind} loss, got {property.__name__}")
    if kind not in property.kinds:
        raise LossTheoryError(
            f"{property.name} is not a property of a {kind} loss; it needs {' or '.join(property.kinds)}"
        )
    return property


def running(family: Family | ClassFamily, settings: dict[str, object]) -> tuple[str, End, End, tuple[bool, bool]]:
    """The parameter that runs, with the ends of its range and whether they belong to it."""
    known = {parameter.name: parameter for parameter in family.parameters}
    for label in settings:
        if label not in known:
            raise ParameterError(f"{family.name} has no parameter {label!r}, only {', '.join(known)}")
    ranges = [label for label, value in settings.items() if isinstance(value, tuple)]
    free = ranges or [label for label in known if label not in settings]
    if len(free) != 1:
        raise ParameterError(
            f"one parameter of {family.name} runs, the others are fixed: give {', '.join(known)} as numbers, "
            f"one of them as (least, greatest); got {', '.join(map(repr, free)) or 'none'} open"
        )
    parameter = known[free[0]]
    if parameter.integer:
        raise ParameterError(f"{parameter.name} must be {parameter.range}: its values are decided one by one")
    return parameter.name, *_range(parameter, settings.get(parameter.name))


def _range(parameter: Parameter, given: object) -> tuple[End, End, tuple[bool, bool]]:
    whole = (parameter.lower, parameter.upper)
    if given is None:
        ends, closed = whole, parameter.closed
    elif isinstance(given, tuple) and len(given) == 2:
        ends = tuple(own if x is None else x for own, x in zip(whole, given, strict=True))  # type: ignore[assignment]
        closed = tuple(  # type: ignore[assignment]
            own if x is None or x == bound else True
            for own, bound, x in zip(parameter.closed, whole, given, strict=True)
        )
        for x, is_in in zip(ends, closed, strict=True):
            if x is not None and is_in:
                parameter.read(x)
    else:
        raise ParameterError(f"the range of {parameter.name} must be (least, greatest), got {given!r}")
    low, high = ends
    if low is not None and high is not None and low >= high:
        raise ParameterError(f"the range of {parameter.name} must increase, got {given!r}")
    lower: End = "-oo" if low is None else number(Fraction(low))
    upper: End = "oo" if high is None else number(Fraction(high))
    return lower, upper, (closed[0] and low is not None, closed[1] and high is not None)


def some_value(lower: End, upper: End) -> Fraction:
    """A rational inside a range."""
    return inside(lower, upper, Fraction(1, 2))
