"""What a loss of any kind is asked: statements to decide and values to derive, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from losstheory.claims import Statement
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.loss import AnyLoss, LossError
from losstheory.losses.multiclass import EVERY, EveryKLoss, FormulaPerClass, multiclass, multiclass_catalogue
from losstheory.losses.simplex import SimplexLoss, simplex_loss
from losstheory.losses.typed import loss as typed
from losstheory.reports.label_noise import noise_excess, sum_range
from losstheory.reports.values import Value, derive_value, value_names
from losstheory.theory import by_kind, properties
from losstheory.theory.multiclass import NoiseTolerant, statements
from losstheory.theory.multiclass.every_k import EveryK, every_k_statements
from losstheory.theory.simplex import forecast_statements

if TYPE_CHECKING:
    from losstheory.losses.multiclass import AnyMulticlass

    Subject: TypeAlias = AnyLoss | AnyMulticlass | SimplexLoss | EveryKLoss

Derivation: TypeAlias = Callable[..., Value]
Classes: TypeAlias = int | Literal["every"] | None
NOISE = "symmetric:"


class PropertyError(LossTheoryError, ValueError):
    """A name that is neither a property nor a value of the losses asked."""


def subject(*formulas: Any, kind: str | None = None, classes: Classes = None) -> Subject:
    """The loss of any kind that somebody means, with ``classes`` a multiclass loss unless ``kind`` says otherwise.

    Raises:
        LossTheoryError: the formulas make no loss of that kind, or the number of classes is another one, or missing.

    >>> subject("gce:q=0.7", classes=10).kind
    'multiclass'
    """
    first = formulas[0] if len(formulas) == 1 else None
    if isinstance(first, FormulaPerClass):
        if classes not in (None, first.classes):
            raise LossError(f"{first.name} has {first.classes} classes, not {classes}")
        found: Subject = first  # type: ignore[assignment]
        return found
    if isinstance(first, EveryKLoss):
        if classes not in (None, EVERY):
            raise LossError(
                f"{first.name} is a loss of every number of classes; its of({classes}) is that of {classes}"
            )
        return first
    if kind == "simplex":
        if isinstance(classes, str):
            raise LossError("a simplex loss is decided for one number of classes at a time")
        return simplex_loss(*formulas, classes=classes)
    if kind == "multiclass" or (classes is not None and kind is None):
        if isinstance(first, AnyLoss):
            raise LossError(f"{first.name} is a {first.kind} loss, which has two classes; it takes no number of them")
        return multiclass(*formulas, classes=classes)
    if classes is not None:
        raise LossError(f"a number of classes belongs to a multiclass or simplex loss, not to kind {kind!r}")
    if isinstance(first, str) and kind is None and _is_multiclass_alone(first):
        raise LossError(f"{first.strip()} is a multiclass loss: say how many classes, classes=K or --classes K")
    return typed(*formulas, kind=kind)


def _is_multiclass_alone(text: str) -> bool:
    """Whether the terms are names of the multiclass catalogue and not all of them of the binary one."""
    from losstheory.losses.catalogue import catalogue

    return multiclass_catalogue.recognizes(text) and not catalogue.recognizes(text)


def flips(noise: Fraction | int | str) -> Fraction | int | str:
    """The rate of uniform flips, written alone or as ``symmetric:RATE``.

    >>> flips("symmetric:0.4")
    '0.4'
    """
    return noise.removeprefix(NOISE) if isinstance(noise, str) else noise


def asked(loss: Subject, noise: Fraction | int | str | None = None) -> dict[str, Statement]:
    """Every property of the kind of the loss, with ``noise`` tolerance to it too.

    Raises:
        LossTheoryError: the loss is not multiclass and there is noise, or the rate is no rational in (0, 1].
    """
    if isinstance(loss, SimplexLoss):
        found: dict[str, Statement] = dict(forecast_statements(loss))
    elif isinstance(loss, EveryKLoss):
        found = dict(every_k_statements(loss))
        if noise is not None:
            found["noise_tolerant"] = EveryK(NoiseTolerant, loss, rate=flips(noise))
        return found
    elif isinstance(loss, FormulaPerClass):
        found = dict(statements(loss))
        if noise is not None:
            found["noise_tolerant"] = NoiseTolerant(loss, flips(noise))  # type: ignore[arg-type]
        return found
    else:
        found = {name: properties[name](loss) for name in by_kind[loss.kind]}
    if noise is not None:
        raise LossError(f"label noise is asked of multiclass losses, {loss.name} is a {loss.kind} loss; give classes")
    return found


def derivations(loss: Subject, noise: Fraction | int | str | None = None) -> dict[str, Derivation]:
    """What derives each value of the loss; of a multiclass loss the range of its sum, and the cost of the noise."""
    if isinstance(loss, SimplexLoss | EveryKLoss):
        return {}
    if not isinstance(loss, FormulaPerClass):
        return {name: partial(derive_value, loss, name) for name in value_names(loss)}
    found: dict[str, Derivation] = {"sum_range": partial(sum_range, loss)}
    if noise is not None:
        found["noise_excess"] = partial(noise_excess, loss, flips(noise))
    return found


def selected(
    loss: Subject, noise: Fraction | int | str | None, names: Iterable[str] | None, values: bool
) -> tuple[dict[str, Statement], dict[str, Derivation]]:
    """The statements and the derivations with these names; None: all statements and, if wanted, the values.

    Without noise a multiclass loss has no values unless they are named.

    Raises:
        LossTheoryError: a name is not known, or noise is asked of losses of two classes.
    """
    statements, derived = asked(loss, noise), derivations(loss, noise)
    if names is None:
        return statements, derived if values and (noise is not None or isinstance(loss, AnyLoss)) else {}
    wanted = chosen(names, [*statements, *derived])
    return (
        {name: statements[name] for name in wanted if name in statements},
        {name: derived[name] for name in wanted if name in derived},
    )


def chosen(wanted: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The names that are wanted, each once.

    Raises:
        PropertyError: one is not known; the message suggests the nearest.
    """
    names = tuple(dict.fromkeys(wanted))
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, 3, 0.5)
            hint = f"did you mean {' or '.join(close)}?" if close else f"expected some of {', '.join(known)}"
            raise PropertyError(f"there is no property or value {name!r} here; {hint}")
    return names
