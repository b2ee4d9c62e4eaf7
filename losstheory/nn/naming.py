"""The names of modules: those of the catalogues as names of classes."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import ParameterError
from losstheory.losses.multiclass import multiclass_catalogue
from losstheory.nn.binary import Binary
from losstheory.nn.multiclass import Multiclass

OTHER_NAMES = {"CrossEntropy": "ce"}
"""Names that torch has for the same loss."""


def catalogue_name(name: str) -> str:
    """The loss of the catalogues that a name of a module stands for.

    Raises:
        AttributeError: there is none; the message suggests the nearest.
    """
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    binary = (known for kind in ("margin", "pair", "probability") for known in catalogue.names(kind))
    names: dict[str, str] = {known.replace("_", ""): known for known in (*binary, *multiclass_catalogue)}
    wanted = name.replace("_", "").lower()
    if (found := names.get(wanted)) is None:
        close = get_close_matches(wanted, names, 1)
        hint = f"; did you mean {names[close[0]]}?" if close else ""
        raise AttributeError(f"there is no loss {name!r} in the catalogues{hint}")
    return found


def factory(loss: str, title: str) -> Callable[..., Multiclass | Binary]:
    """A function of the parameters of a loss and of the arguments of its module."""
    form = Multiclass if loss in multiclass_catalogue else Binary
    entry: Any = multiclass_catalogue[loss] if loss in multiclass_catalogue else catalogue[loss]
    known = [parameter.name for parameter in getattr(entry, "parameters", ())]

    def make(**options: Any) -> Multiclass | Binary:
        given = {name: options.pop(name) for name in known if name in options}
        settings = ",".join(f"{name}={_text(name, value)}" for name, value in given.items())
        return form(f"{loss}:{settings}" if settings else loss, **options)

    make.__name__ = make.__qualname__ = title
    make.__doc__ = f"{form.__name__} of {loss}; parameters {', '.join(known) or 'none'}, a float being its decimal."
    return make


def _text(name: str, value: Any) -> str:
    """An exact number, or several joined by colons; a float is the decimal that it prints as."""
    if isinstance(value, (list, tuple)):
        return ":".join(_text(name, part) for part in value)
    try:
        return str(Fraction(str(value)))
    except ValueError:
        raise ParameterError(f"{name} takes numbers, got {value!r}") from None
