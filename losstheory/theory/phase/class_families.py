"""What a phase diagram of a multiclass family is asked: the family, the property and the parameter that runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.families import ParameterError
from losstheory.losses.multiclass import Numbers, multiclass_catalogue
from losstheory.losses.multiclass.kinds import class_count
from losstheory.losses.multiclass.open_families import ClassFamily, of_classes
from losstheory.theory.multiclass import NoiseTolerant, TopKCalibrated, multiclass_properties
from losstheory.theory.phase.class_diagram import Ask, ClassDiagram
from losstheory.theory.phase.deciding import Decider
from losstheory.theory.phase.diagram import End

VALUED = ("class_recovery", "class_noise_tolerant", "sum_range", "noise_excess", "noise_excess_unbounded")
ASKED = tuple(name for name in multiclass_properties if name not in (*VALUED, "topk_calibrated"))


def class_family(family: object, classes: int | None, settings: dict[str, Any]) -> ClassFamily:
    """A typed family, or one of the catalogue; lists of numbers for each class are taken out of the settings.

    Raises:
        CatalogueError, LossError, ParameterError: no such family, number of classes or parameter.
    """
    if isinstance(family, ClassFamily):
        if classes not in (None, family.classes):
            raise ParameterError(f"{family.name} has {family.classes} classes, got {classes}")
        return family
    if not isinstance(family, str):
        raise ParameterError(
            f"a family with a number of classes is one of lt.family(…, classes=K) or a name, got {family!r}"
        )
    entry = multiclass_catalogue[family]
    if not entry.parameters:
        raise ParameterError(f"{family} is a single loss without parameters; a phase diagram needs a family")
    lists: dict[str, Any] = {}
    for parameter in entry.parameters:
        value = settings.get(parameter.name)
        if (
            isinstance(parameter, Numbers)
            and isinstance(value, (list, tuple))
            and (isinstance(value, list) or len(value) > 2)
        ):
            lists[parameter.name] = settings.pop(parameter.name)
    return of_classes(entry, class_count(classes), lists)


def class_property(name: object, classes: int, rate: Fraction | None) -> tuple[str, Ask]:
    """The name of a property and the statement about a loss.

    Raises:
        LossTheoryError: there is no such property of multiclass losses.
    """
    if isinstance(name, str) and (match := re.fullmatch(r"top(\d{1,2})_calibrated", name)):
        return name, partial(TopKCalibrated, k=int(match[1]))
    if name == "noise_tolerant":
        if rate is None:
            raise LossTheoryError("noise_tolerant needs rate, the rate of uniform label noise, such as Fraction(2, 5)")
        return f"noise_tolerant at rate {rate}", partial(NoiseTolerant, rate=rate)
    found = {statement.name: statement for key, statement in multiclass_properties.items() if key in ASKED}
    key = name if isinstance(name, str) else getattr(name, "name", None)
    if key not in found:
        raise LossTheoryError(
            f"there is no property {key!r} of multiclass families; expected one of {', '.join(found)}, topK_calibrated"
        )
    return key, found[key]


def class_search(
    family: object, property: object, classes: int | None, width: Fraction, decide: Decider, settings: Mapping[str, Any]
) -> tuple[str, str, ClassDiagram]:
    """The names of a multiclass family and a property, and the search for the diagram; ``phase_diagram`` says more."""
    from losstheory.theory.phase.settings import running

    given = dict(settings)
    rate = given.pop("rate", None) if property == "noise_tolerant" else None
    chosen = class_family(family, classes, given)
    if not any(isinstance(value, tuple) for value in given.values()):
        listed = settings.keys() - given.keys()
        given |= {p.name: p.default for p in chosen.parameters if p.name.rpartition("_")[0] in listed}
    name, ask = class_property(property, chosen.classes, rate)
    label, lower, upper, closed = running(chosen, given)
    fixed = chosen.read({key: value for key, value in given.items() if key != label} | {label: _some(lower, upper)})
    fixed.pop(label)
    search = ClassDiagram(chosen, label, fixed, ask, lower, upper, closed, width, decide)
    return f"{chosen.name} of {chosen.classes} classes", name, search


def _some(lower: End, upper: End) -> Fraction:
    from losstheory.theory.phase.throughout import inside

    return inside(lower, upper, Fraction(1, 2))
