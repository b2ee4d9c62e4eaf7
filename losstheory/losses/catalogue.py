"""The public table of losses: name to loss or family, and the terms in which the command line writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import NoReturn

from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.families import Family, ParameterError
from losstheory.losses.loss import AnyLoss, weighted_sum

TABLE = {
    "absolute": "margin.ABSOLUTE",
    "absolute_error": "residual.ABSOLUTE_ERROR",
    "alpha_loss": "margin.alpha_loss",
    "arctan": "margin.ARCTAN",
    "asl": "probability.asl",
    "balanced_focal": "probability.balanced_focal",
    "barrier_hinge": "margin.barrier_hinge",
    "beta": "probability.beta",
    "bias_error": "residual.BIAS_ERROR",
    "boosting": "probability.BOOSTING",
    "brier": "probability.BRIER",
    "clipped_hinge": "margin.clipped_hinge",
    "coherence": "margin.coherence",
    "comp_sum": "probability.comp_sum",
    "comp_sum_margin": "margin.comp_sum_margin",
    "correntropy": "margin.correntropy",
    "cost_hinge": "pair.cost_hinge",
    "cost_logistic": "pair.cost_logistic",
    "double_hinge": "margin.DOUBLE_HINGE",
    "dwd": "margin.DWD",
    "encouraging": "probability.encouraging",
    "encouraging_margin": "margin.encouraging_margin",
    "epsilon_insensitive": "residual.epsilon_insensitive",
    "expectile": "residual.expectile",
    "exponential": "margin.EXPONENTIAL",
    "focal": "probability.focal",
    "focal_margin": "margin.focal_margin",
    "gce": "probability.gce",
    "gce_margin": "margin.gce_margin",
    "hinge": "margin.HINGE",
    "huber": "residual.huber",
    "huberized_hinge": "margin.huberized_hinge",
    "label_smoothing": "probability.label_smoothing",
    "ldam": "pair.ldam",
    "leaky_hinge": "margin.leaky_hinge",
    "linex": "margin.linex",
    "log": "probability.LOG",
    "log_cosh": "residual.LOG_COSH",
    "logistic": "margin.LOGISTIC",
    "mae": "probability.MAE",
    "modified_huber": "margin.MODIFIED_HUBER",
    "normal_cdf": "margin.NORMAL_CDF",
    "p_hinge": "margin.p_hinge",
    "perceptron": "margin.PERCEPTRON",
    "pinball": "residual.pinball",
    "poly1": "probability.poly1",
    "poly1_focal": "probability.poly1_focal",
    "poly1_margin": "margin.poly1_margin",
    "power": "probability.power",
    "power_error": "residual.power_error",
    "probit": "margin.PROBIT",
    "ramp": "margin.RAMP",
    "rho_margin": "margin.rho_margin",
    "savage": "margin.SAVAGE",
    "shifted_hinge": "margin.shifted_hinge",
    "sigmoid": "margin.SIGMOID",
    "smooth_hinge": "margin.SMOOTH_HINGE",
    "smoothed_logistic": "margin.smoothed_logistic",
    "spherical": "probability.SPHERICAL",
    "squared": "margin.SQUARED",
    "squared_epsilon_insensitive": "residual.squared_epsilon_insensitive",
    "squared_error": "residual.SQUARED_ERROR",
    "squared_hinge": "margin.SQUARED_HINGE",
    "symmetric_log": "probability.symmetric_log",
    "tangent": "margin.TANGENT",
    "tanh_margin": "margin.tanh_margin",
    "taylor_log": "probability.taylor_log",
    "tukey": "margin.tukey",
    "uneven_hinge": "pair.uneven_hinge",
    "uneven_logistic": "pair.uneven_logistic",
    "uneven_squared_hinge": "pair.uneven_squared_hinge",
    "unhinged": "margin.UNHINGED",
    "weighted_log": "probability.weighted_log",
    "zero_one": "margin.ZERO_ONE",
    "zero_one_p": "probability.ZERO_ONE_P",
}

MAX_LENGTH, MAX_TERMS, MAX_DIGITS = 2000, 32, 40
NUMBER = rf"-?\d{{1,{MAX_DIGITS}}}(?:/\d{{1,{MAX_DIGITS}}}|\.\d{{1,{MAX_DIGITS}}})?"
SETTING = re.compile(rf"\s*([A-Za-z_]\w*)\s*=\s*({NUMBER})\s*")
TERM = re.compile(rf"\s*(?:({NUMBER})\s*\*\s*)?([A-Za-z_]\w*)\s*(?::(.*))?\s*", re.DOTALL)
FORM = "[NUMBER*]NAME[:key=value,...], joined by +; a NUMBER is 3, 1/2 or 0.25"


class CatalogueError(LossTheoryError, KeyError):
    """A name is not in the catalogue, or a text is no sum of catalogue terms."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class Catalogue:
    """The losses and families by name; each is built when it is first asked for."""

    def names(self, kind: str | None = None) -> tuple[str, ...]:
        """All names, in alphabetical order, or those of one kind, such as ``margin``."""
        return tuple(name for name, place in TABLE.items() if kind is None or place.startswith(f"{kind}."))

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(TABLE)

    def __contains__(self, name: object) -> bool:
        return name in TABLE

    def __getitem__(self, name: str) -> AnyLoss | Family:
        """The loss or family called ``name``.

        Raises:
            CatalogueError: there is none; the message suggests the nearest names.
        """
        return _build(TABLE[name]) if name in TABLE else _unknown(name)

    def _ipython_key_completions_(self) -> list[str]:
        return list(TABLE)

    def __repr__(self) -> str:
        return f"<catalogue of {len(self)} losses and families>"

    def recognizes(self, text: str) -> bool:
        """Whether ``text`` has the form of catalogue terms and every NAME is in the catalogue."""
        matches = [TERM.fullmatch(part) for part in text.split("+")] if len(text) <= MAX_LENGTH else [None]
        return all(match is not None and match[2] in TABLE for match in matches)

    def parse(self, text: str) -> AnyLoss:
        """The loss that terms such as ``hinge``, ``focal:gamma=2`` or ``2*log + 1/2*brier`` stand for.

        Raises:
            CatalogueError: the text is not of the form, a name is unknown, or the terms are of different kinds.
            ParameterError: a family's parameter is unknown, missing or out of range.
        """
        if len(text) > MAX_LENGTH:
            raise CatalogueError(f"a catalogue term has at most {MAX_LENGTH} characters, got {len(text)}")
        parts = text.split("+")
        if len(parts) > MAX_TERMS:
            raise CatalogueError(f"a sum has at most {MAX_TERMS} terms, got {len(parts)}")
        terms = [self._term(part) for part in parts]
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        kinds = {loss.kind: loss.name for _, loss in terms}
        if len(kinds) > 1:
            found = ", ".join(f"{name} is a {kind} loss" for kind, name in kinds.items())
            raise CatalogueError(f"the terms of a sum must be of one kind: {found}")
        return weighted_sum(terms, re.sub(r"\s+", "", text))

    def _term(self, text: str) -> tuple[Fraction, AnyLoss]:
        match = TERM.fullmatch(text)
        if match is None:
            raise CatalogueError(f"{text.strip()!r} is no catalogue term; expected {FORM}")
        weight, name, settings = match.groups()
        factor = _number(weight or "1")
        if factor <= 0:
            raise CatalogueError(f"the weight of {name} must be positive, got {weight}")
        entry = self[name]
        if isinstance(entry, Family):
            return factor, entry(**_settings(settings or "", entry))
        if settings is not None:
            raise ParameterError(f"{name} is a loss without parameters, got {settings.strip()!r}")
        return factor, entry


def _settings(text: str, family: Family) -> dict[str, int | Fraction]:
    values: dict[str, int | Fraction] = {}
    for part in text.split(",") if text.strip() else ():
        match = SETTING.fullmatch(part)
        if match is None:
            raise ParameterError(f"{family.name} takes key=value settings with exact numbers, got {part.strip()!r}")
        if match[1] in values:
            raise ParameterError(f"{family.name} got {match[1]} twice")
        values[match[1]] = _number(match[2])
    return values


def _number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise CatalogueError(f"{text} divides by zero") from None


@cache
def _build(place: str) -> AnyLoss | Family:
    """The object at ``module.NAME`` of this package; the module is loaded here."""
    module, name = place.split(".")
    entry: AnyLoss | Family = getattr(import_module(f"losstheory.losses.{module}"), name)
    return entry


def _unknown(name: str) -> NoReturn:
    close = get_close_matches(name, TABLE)
    hint = f"did you mean {' or '.join(close)}?" if close else "see catalogue.names()"
    raise CatalogueError(f"there is no loss {name!r} in the catalogue; {hint}")


catalogue = Catalogue()
