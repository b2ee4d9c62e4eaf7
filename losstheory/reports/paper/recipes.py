"""What a TOML file may draw: the functions of ``lt.draw`` whose arguments can be written down."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from losstheory.reports.claims_file.keys import KeyFault, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = Sequence[Any]


def losses(ax: Axes, losses: list[str], *, span: Numbers | None = None, order: int = 0) -> None:
    """The losses, their slopes or second derivatives."""
    _draw().losses(losses, ax=ax, span=_span(span), order=order)


def conditional_risk(ax: Axes, loss: str, *, eta: Any, span: Numbers | None = None) -> None:
    """The conditional risk of a loss at one label probability."""
    _draw().conditional_risk(loss, eta, ax=ax, span=_span(span))


def function(ax: Axes, losses: list[str], *, name: str) -> None:
    """A derived function: bayes_risk, link, calibration_function, psi, weight, canonical_link."""
    _draw().function(losses, name, ax=ax)


def transforms(ax: Axes, losses: list[str], *, over: str = "all", published: Sequence[str] = ()) -> None:
    """The transforms of H-consistency bounds over a hypothesis set."""
    _draw().transforms(losses, over, [formula or None for formula in published], ax=ax)


def noise_excess(ax: Axes, losses: list[str], *, classes: int, largest: Any = None) -> None:
    """The certified bound of the excess clean risk against the rate of uniform flips."""
    _draw().noise_excess(losses, classes, ax=ax, largest=None if largest is None else float(Fraction(largest)))


def simplex(ax: Axes, loss: str, *, cells: int = 40, verdict: bool = True) -> None:
    """What the least conditional risk of three classes decides, with the verdict on calibration."""
    from losstheory.reports.analysis import analyze

    if not verdict:
        _draw().simplex(loss, ax=ax, cells=cells)
        return
    report: Any = analyze(loss, classes=3, properties=["calibrated"])
    _draw().simplex(report.loss, ax=ax, verdict=report.verdicts["calibrated"], cells=cells)


def phase_diagram(
    ax: Axes, *, family: str, properties: Sequence[str], classes: int | None = None, settings: Mapping[str, Any] = {}
) -> None:
    """For which parameters of a family each property holds."""
    from losstheory.theory.phase import phase_diagram

    given = _settings(settings)
    _draw().phase_diagram([phase_diagram(family, name, classes=classes, **given) for name in properties], ax=ax)


def phase_boxes(ax: Axes, *, family: str, property: str, boxes: int = 256, settings: Mapping[str, Any]) -> None:
    """For which pairs of parameters of a family a property holds."""
    from losstheory.theory.phase import phase_boxes

    _draw().phase_boxes(phase_boxes(family, property, boxes=boxes, **_settings(settings)), ax=ax)


def robust_risk(ax: Axes, *, points: Numbers, labels: Numbers, radii: Numbers, norm: Any = 2) -> None:
    """The least adversarial risk against the radius."""
    from losstheory.programs import robust_risk

    _draw().robust_risk(radii, [robust_risk(points, labels, eps, norm) for eps in radii], ax=ax)


def attack(ax: Axes, *, points: Numbers, labels: Numbers, eps: Any, norm: Any = 2) -> None:
    """The optimal attack on points of the plane, over the optimal robust classifier."""
    from losstheory.programs import robust_risk

    _draw().attack(robust_risk(points, labels, eps, norm), ax=ax)


KINDS: dict[str, Callable[..., None]] = {
    one.__name__: one
    for one in (
        losses, conditional_risk, function, transforms, noise_excess, simplex, phase_diagram, phase_boxes, robust_risk,
        attack,
    )
}  # fmt: skip


def read_recipe(table: Mapping[str, Any]) -> dict[str, Any]:
    """``{"kind": …, "arguments": …}`` of a table, whose names are those of a function above.

    Raises:
        KeyFault: there is no such kind, or an argument of it is missing or unknown.
    """
    kind, parameters = table.get("kind"), table.get("parameters", {})
    if not isinstance(kind, str):
        raise KeyFault("kind", f"expected one of {', '.join(KINDS)}, got {shown(kind)}")
    if kind not in KINDS:
        close = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(KINDS)}; others need Python files"
        raise KeyFault("kind", f"TOML draws no {shown(kind)}; {hint}")
    if not isinstance(parameters, dict):
        raise KeyFault("parameters", f"expected a table, got {shown(parameters)}")
    given = {key: table[key] for key in ("loss", "losses") if key in table}
    known = inspect.signature(KINDS[kind]).parameters
    own = [name for name in known if name not in ("ax", "loss", "losses")]
    for name in parameters:
        if name not in own:
            close = get_close_matches(name, own, 1)
            hint = f"did you mean {close[0]}?" if close else f"it takes {', '.join(own)}"
            raise KeyFault(f"parameters.{name}", f"{kind} has no such parameter; {hint}")
    for name in given:
        if name not in known:
            raise KeyFault(name, f"{kind} takes {'loss' if 'loss' in known else 'losses'}")
    for name, parameter in known.items():
        if name != "ax" and parameter.default is parameter.empty and name not in parameters | given:
            raise KeyFault(None, f"{kind} needs {name if name not in own else f'parameters.{name}'}")
    for name, value in given.items():
        texts = [value] if name == "loss" else value
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            raise KeyFault(name, f"expected names or formulas as text, got {shown(value)}")
    return {"kind": kind, "arguments": {**given, **parameters}}


def _draw() -> Any:
    from losstheory.figures import draw

    return draw


def _span(span: Numbers | None) -> tuple[float, float] | None:
    return None if span is None else (float(Fraction(span[0])), float(Fraction(span[1])))


def _settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Exact numbers; a list of two, ``"oo"`` for no end, is a range."""
    return {
        name: tuple(_number(x) for x in value) if isinstance(value, list) else _number(value)
        for name, value in settings.items()
    }


def _number(x: Any) -> Fraction | None:
    return None if x in ("oo", "-oo") else Fraction(x)
