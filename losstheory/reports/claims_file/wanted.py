"""What a claims file says of a loss: a property that holds or not, or a value in closed form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from losstheory.claims import OPEN, Statement
from losstheory.losses.loss import AnyLoss, read_formula
from losstheory.losses.multiclass import EveryKLoss, FormulaPerClass
from losstheory.losses.simplex import SimplexLoss
from losstheory.reports.claims_file.keys import (
    KeyFault,
    allowed,
    as_formula,
    as_rational,
    count_of,
    formula_of,
    formulas_of,
    needed,
    reading,
    shown,
    text_of,
)
from losstheory.reports.questions import asked, chosen, flips
from losstheory.reports.values import FORMS as CONSTANTS
from losstheory.theory import properties
from losstheory.theory.consistency import HConsistencyBound, SoftmaxBound, SoftmaxTransform, TransformIs, hypotheses
from losstheory.theory.derived.derive import FORMS as FUNCTIONS
from losstheory.theory.derived.link import LinkIs
from losstheory.theory.derived.weights import WeightIs
from losstheory.theory.multiclass import NoiseExcessAtMost, NoiseExcessUnbounded, SumRangeIs, TopKCalibrated
from losstheory.theory.multiclass.noise import flip_rate
from losstheory.theory.threshold import ThresholdIs, cost_of

if TYPE_CHECKING:
    from losstheory.reports.questions import Subject

OPTIONS = ("noise", "k", "hypotheses", "cost", "exceptions")
Options: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Valued:
    """A value of a loss: the statement that it is the expected one, and the options that it takes."""

    build: Callable[[Any, Any, Options], Statement]
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def wanted_of(loss: Subject, table: Options, key: str, expect: Any) -> tuple[Statement, bool | OPEN]:
    """The statement on the loss, and whether it is expected to hold.

    Args:
        loss: the loss.
        table: the keys ``property`` and ``OPTIONS``.
        key: that of the expected answer.
        expect: a truth value or OPEN for a property; a formula, or an array of two ends, for a value.

    Raises:
        KeyFault: there is no such property or value of the loss, or a key is missing or wrong.

    >>> from losstheory.losses.margin import HINGE
    >>> wanted_of(HINGE, {"property": "psi"}, "expect", "theta")[0].to_json()["value"]
    'theta'
    """
    name = text_of(table, "property")
    options = {option: value for option, value in table.items() if option != "property"}
    held, valued = _properties(loss, options), _values(loss)
    with reading("property"):
        chosen([name], tuple(dict.fromkeys((*held, *valued))))
    if name in held and (isinstance(expect, bool | OPEN) or name not in valued):
        if not isinstance(expect, bool | OPEN):
            raise KeyFault(key, f"{name} is true, false or {{open = 'reason'}}, got {shown(expect)}")
        takes = {"noise_tolerant": ("noise",), "topk_calibrated": ("k",)}.get(name, ())
        _check(name, options, takes, takes)
        with reading("property"):
            return held[name](), expect
    value = valued[name]
    if isinstance(expect, bool | OPEN):
        usual = ", as where the key is missing" if expect is True else ""
        raise KeyFault(
            key, f"{name} is a value: expected the formula or the number that it is, got {shown(expect)}{usual}"
        )
    _check(name, options, value.options, value.needs)
    for_key = {option: _READ[option](options, option) for option in options}
    with reading(key):
        return value.build(loss, expect if isinstance(expect, list) else as_formula(expect, key), for_key), True


def _check(name: str, options: Options, takes: tuple[str, ...], needs: tuple[str, ...]) -> None:
    allowed(options, takes, f"the property {name}")
    for option in needs:
        needed(options, option, f"the property {name}")


def _properties(loss: Subject, options: Options) -> dict[str, Callable[[], Statement]]:
    """What builds the statement of each property that the loss may have or lack."""
    if isinstance(loss, AnyLoss):
        return {name: partial(form, loss) for name, form in properties.items() if loss.kind in form.kinds}
    found: dict[str, Callable[[], Statement]] = {name: partial(asked(loss).__getitem__, name) for name in asked(loss)}
    if not isinstance(loss, SimplexLoss):
        found["noise_tolerant"] = lambda: asked(loss, _noise(options, "noise"))["noise_tolerant"]
    if isinstance(loss, FormulaPerClass) and not isinstance(loss, SimplexLoss):
        found["topk_calibrated"] = lambda: TopKCalibrated(loss, count_of(options, "k"))
    return found


def _values(loss: Subject) -> dict[str, Valued]:
    """The values of the loss of which it can be said what they are."""
    if isinstance(loss, EveryKLoss | SimplexLoss):
        return {}
    if isinstance(loss, FormulaPerClass):
        return {"sum_range": Valued(_sum_range), "noise_excess": Valued(_noise_excess, ("noise",), ("noise",))} | (
            _over(SoftmaxTransform, SoftmaxBound) if loss.kind == "multiclass" else {}
        )
    found = {name: Valued(partial(_plain, form)) for name, form in CONSTANTS.items()}
    if loss.kind == "residual":
        return found
    found |= {name: Valued(partial(_plain, form)) for name, form in FUNCTIONS.items()}
    found |= {"link": Valued(_link, ("exceptions",)), "threshold": Valued(_threshold, ("cost",))}
    if loss.kind == "probability":
        return found | {"weight": Valued(partial(_plain, WeightIs))}
    return found | _over(TransformIs, HConsistencyBound)


def _over(transform: Callable[..., Statement], bound: Callable[..., Statement]) -> dict[str, Valued]:
    takes = ("hypotheses",)
    made = {"transform": transform, "h_consistency": bound}
    return {name: Valued(partial(_restricted, form), takes, takes) for name, form in made.items()}


def _restricted(form: Callable[[Any, Any, Any], Statement], loss: Any, value: Any, options: Options) -> Statement:
    return form(loss, value, options["hypotheses"])


def _plain(form: Callable[[Any, Any], Statement], loss: Any, value: Any, options: Options) -> Statement:
    return form(loss, value)


def _link(loss: Any, value: Any, options: Options) -> Statement:
    return LinkIs(loss, value, options.get("exceptions", ()))


def _threshold(loss: Any, value: Any, options: Options) -> Statement:
    return ThresholdIs(loss, read_formula(value, ()), options.get("cost", Fraction(1, 2)))


def _sum_range(loss: Any, value: Any, options: Options) -> Statement:
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError("expected an array of the two ends of the range, such as ['1', 'oo']")
    return SumRangeIs(loss, *(as_formula(end, "expect") for end in value))


def _noise_excess(loss: Any, value: Any, options: Options) -> Statement:
    rate = options["noise"]
    return NoiseExcessUnbounded(loss, rate) if value == "oo" else NoiseExcessAtMost(loss, rate, value)


def _noise(options: Options, key: str) -> Fraction:
    with reading(key):
        return flip_rate(as_rational(flips(formula_of(options, key)), key))


def _exceptions(options: Options, key: str) -> tuple[Any, ...]:
    with reading(key):
        return tuple(read_formula(text, ()) for text in formulas_of(options, key))


def _cost(options: Options, key: str) -> Fraction:
    with reading(key):
        return cost_of(as_rational(options[key], key))


def _hypotheses(options: Options, key: str) -> Any:
    with reading(key):
        return hypotheses(text_of(options, key))


_READ: Mapping[str, Callable[[Options, str], Any]] = {
    "noise": _noise, "k": count_of, "hypotheses": _hypotheses, "cost": _cost, "exceptions": _exceptions,
}  # fmt: skip
