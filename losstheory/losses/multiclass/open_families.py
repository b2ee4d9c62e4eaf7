"""Families of multiclass losses with a number of classes, and their formulas with one parameter left open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from losstheory.formulas.open_values import left_open
from losstheory.formulas.tree import Tree, number
from losstheory.losses.families import Parameter, ParameterError, given
from losstheory.losses.loss import substitute
from losstheory.losses.multiclass.families import MulticlassFamily, Numbers
from losstheory.losses.multiclass.kinds import MAX_CLASSES, AnyMulticlass, class_count
from losstheory.losses.multiclass.open_numbers import OpenNumber
from losstheory.losses.multiclass.typed import multiclass

RESERVED = frozenset(
    ("t", "p", "r", "s", "x", "eta", "q", "u", "shift", "theta", "K")
    + tuple(f"{letter}{k}" for letter in "sq" for k in range(1, MAX_CLASSES + 1))
)
"""What the formulas and rules of multiclass losses use as variables."""


@final
@dataclass(frozen=True)
class ClassFamily:
    """A family of multiclass losses of one number of classes, its parameters numbers; ``make`` builds a loss of them.

    >>> from losstheory.losses.multiclass import multiclass_catalogue
    >>> of_classes(multiclass_catalogue["gce"], 3)(q=Fraction(1)).classes
    3
    """

    name: str
    classes: int
    parameters: tuple[Parameter, ...]
    make: Callable[[Mapping[str, Any]], AnyMulticlass]
    fixed: Mapping[str, Any]

    def __call__(self, **values: Any) -> AnyMulticlass:
        """The loss of these parameters.

        Raises:
            ParameterError: a parameter is unknown, missing, inexact or out of its range.
        """
        return self.make(self.read(values))

    def read(self, values: dict[str, Any]) -> dict[str, Fraction]:
        """Every parameter in the family's order, defaults filled in, each in its range."""
        return {parameter.name: parameter.read(value) for parameter, value in given(self.name, self.parameters, values)}

    def opened(
        self, label: str, fixed: Mapping[str, Any], lower: Tree | str, upper: Tree | str, value: Fraction
    ) -> tuple[AnyMulticlass, Tree | str, Tree | str]:
        """The loss with one parameter open, and the part of the range about a value where it is that of the family."""
        name = open_name(label)
        symbol = OpenNumber.of(name, value)
        with left_open({name: value}):
            loss = self.make({**self.read({**fixed, label: value}), label: symbol})
        return loss, *symbol.questions.around(lower, upper)


def open_name(label: str) -> str:
    """The variable that stands for a parameter of a multiclass family.

    >>> open_name("q"), open_name("tau")
    ('q_', 'tau')
    """
    return f"{label}_" if label in RESERVED else label


def of_classes(family: MulticlassFamily, classes: int, numbers: Mapping[str, Any] | None = None) -> ClassFamily:
    """The family of K classes; parameters with a number for each class have one for all, and name_1, …, name_K.

    Args:
        numbers: the numbers of such parameters, each a sequence; one of them may still run as ``name_k``.
    """
    count, lists = class_count(classes), dict(numbers or {})
    parameters: list[Parameter] = []
    for parameter in family.parameters:
        if isinstance(parameter, Parameter):
            parameters.append(parameter)
        elif parameter.name in lists:
            read = parameter.read(lists[parameter.name], count)
            parameters += [_renamed(parameter.each, f"{parameter.name}_{k}", x) for k, x in enumerate(read, 1)]
        else:
            parameters.append(parameter.each)

    return ClassFamily(family.name, count, tuple(parameters), OfCatalogue(family, count, lists), {})


@dataclass(frozen=True)
class OfCatalogue:
    """``make`` of the family of K classes: the numbers of a class are those under its name, or one stands for all."""

    family: MulticlassFamily
    classes: int
    lists: Mapping[str, Any]

    def __call__(self, values: Mapping[str, Any]) -> AnyMulticlass:
        settings: dict[str, Any] = {}
        for parameter in self.family.parameters:
            name = parameter.name
            if name in self.lists:
                entries = [label for label in values if label.rpartition("_")[0] == name]
                settings[name] = tuple(values[f"{name}_{k}"] for k in range(1, len(entries) + 1))
            elif isinstance(parameter, Numbers):
                settings[name] = (values[name],) * (self.classes if parameter.per_class else 1)
            else:
                settings[name] = values[name]
        return self.family.make(self.classes, **settings)


def typed_family(
    formulas: tuple[str, ...], classes: int, parameters: tuple[Parameter, ...], sum_to_zero: bool, name: str
) -> ClassFamily:
    """The family of losses of K classes that somebody typed, with named parameters in the formulas.

    Raises:
        ParameterError: a parameter has the name of a variable.
        LossError, ParseError: as for one typed loss.
    """
    for parameter in parameters:
        if parameter.name in RESERVED:
            raise ParameterError(f"{parameter.name} cannot be the name of a parameter of a multiclass family")
    inner = {parameter.name: _inside(parameter) for parameter in parameters}
    with left_open(inner):
        opened = multiclass(*formulas, classes=classes, sum_to_zero=sum_to_zero, name=name)

    return ClassFamily(name, opened.classes, parameters, Typed(opened), {})


@dataclass(frozen=True)
class Typed:
    """``make`` of a family that somebody typed: the numbers are put into the formulas of the open loss."""

    opened: AnyMulticlass

    def __call__(self, values: Mapping[str, Any]) -> AnyMulticlass:
        trees = self.opened.formulas
        for label, value in values.items():
            if not isinstance(value, OpenNumber):
                trees = tuple(substitute(tree, label, number(value)) for tree in trees)
        return type(self.opened)(self.opened.name, *trees, source="typed")


def _renamed(each: Parameter, name: str, default: Fraction) -> Parameter:
    return Parameter(name, each.meaning, default, each.lower, each.upper, each.closed)


def _inside(parameter: Parameter) -> Fraction:
    """A value of the range that is no simple number."""
    low, high = parameter.lower, parameter.upper
    step = Fraction(618, 1000)
    if low is None:
        return step if high is None else Fraction(high) - step
    return Fraction(low) + step * (1 if high is None else Fraction(high) - Fraction(low))
