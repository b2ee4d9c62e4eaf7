"""The public table of multiclass losses: name to family, and the terms in which the command line writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

from losstheory.losses.families import ParameterError
from losstheory.losses.multiclass.combinations import weighted_sum
from losstheory.losses.multiclass.every_k import EveryKLoss, added
from losstheory.losses.multiclass.families import MulticlassFamily
from losstheory.losses.multiclass.kinds import AnyMulticlass, class_count
from losstheory.losses.terms import is_sum_of, read_settings, read_terms, refuse_name

TABLE = {
    "alpha_loss": "softmax_losses",
    "brier": "softmax_losses",
    "ce": "softmax_losses",
    "comp_sum": "softmax_losses",
    "constrained_exponential": "margin_losses",
    "crammer_singer": "margin_losses",
    "entmax": "fenchel_young_losses",
    "focal": "softmax_losses",
    "gce": "softmax_losses",
    "label_smoothing": "softmax_losses",
    "ldam": "adjusted_losses",
    "ldr_kl": "robust_losses",
    "ldr_l2": "robust_losses",
    "ldr_top": "robust_losses",
    "lee_lin_wahba": "margin_losses",
    "logit_adjusted": "adjusted_losses",
    "mae": "softmax_losses",
    "nce": "normalised_losses",
    "nfl": "normalised_losses",
    "ngce": "normalised_losses",
    "nmae": "normalised_losses",
    "nrce": "normalised_losses",
    "ova_exponential": "margin_losses",
    "ova_hinge": "margin_losses",
    "ova_logistic": "margin_losses",
    "ova_sigmoid": "margin_losses",
    "ova_squared": "margin_losses",
    "ova_squared_hinge": "margin_losses",
    "pairwise_exponential": "margin_losses",
    "pairwise_logistic": "margin_losses",
    "pairwise_sigmoid": "margin_losses",
    "pairwise_squared_hinge": "margin_losses",
    "poly1": "softmax_losses",
    "poly_n": "softmax_losses",
    "rce": "softmax_losses",
    "rescaled_square": "score_losses",
    "sce": "softmax_losses",
    "sparse_softmax": "score_losses",
    "sparsemax": "fenchel_young_losses",
    "spherical_fenchel_young": "fenchel_young_losses",
    "spherical_score": "softmax_losses",
    "spherical_softmax": "score_losses",
    "squared_crammer_singer": "margin_losses",
    "squentropy": "score_losses",
    "taylor_ce": "softmax_losses",
    "taylor_softmax": "score_losses",
    "temperature_ce": "robust_losses",
    "unhinged": "margin_losses",
    "vector_scaling": "adjusted_losses",
    "weston_watkins": "margin_losses",
    "z_loss": "score_losses",
}


class MulticlassCatalogue:
    """The families of multiclass losses by name; ``multiclass_catalogue["ce"](3)`` is the loss of three classes."""

    def names(self) -> tuple[str, ...]:
        """All names, in alphabetical order."""
        return tuple(TABLE)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLE)

    def __len__(self) -> int:
        return len(TABLE)

    def __contains__(self, name: object) -> bool:
        return name in TABLE

    def __getitem__(self, name: str) -> MulticlassFamily:
        """The family called ``name``.

        Raises:
            CatalogueError: there is none; the message suggests the nearest names.
        """
        return _load(name) if name in TABLE else _refuse(name)

    def _ipython_key_completions_(self) -> list[str]:
        return list(TABLE)

    def __repr__(self) -> str:
        return f"<catalogue of {len(self)} families of multiclass losses>"

    def recognizes(self, text: str) -> bool:
        """Whether ``text`` has the form of catalogue terms and every NAME is in the catalogue."""
        return is_sum_of(text, TABLE)

    def parse(self, text: str, classes: int | None) -> AnyMulticlass:
        """The loss of K classes for terms such as ``gce:q=0.7``, ``nce + 2*rce:A=4`` or ``ldam:margins=1:1/2:0``.

        Raises:
            CatalogueError: the text is not of the form, or a name is unknown.
            ParameterError: a parameter is unknown, missing or out of range.
            LossError: the number of classes is missing or not possible, or the terms are on different scores.
        """
        entries = self._entries(text)
        losses = [(factor, entry(class_count(classes), **settings)) for factor, entry, settings in entries]
        if len(losses) == 1 and losses[0][0] == 1:
            return losses[0][1]
        return weighted_sum(losses, re.sub(r"\s+", "", text))

    def parse_every_k(self, text: str) -> EveryKLoss:
        """The loss of every number of classes for such terms.

        Raises:
            CatalogueError, ParameterError: as above.
            LossError: a loss, or the sum, has no form that is known for every number of classes.
        """
        losses = [(factor, entry.every_k(**settings)) for factor, entry, settings in self._entries(text)]
        if len(losses) == 1 and losses[0][0] == 1:
            return losses[0][1]
        return added(losses, re.sub(r"\s+", "", text))

    def _entries(self, text: str) -> list[tuple[Fraction, MulticlassFamily, dict[str, Any]]]:
        """The factor, the family and the settings of each term."""
        found = []
        for term in read_terms(text):
            entry = self[term.name]
            if term.settings is not None and not entry.parameters:
                raise ParameterError(f"{term.name} is a loss without parameters, got {term.settings!r}")
            found.append((term.factor, entry, read_settings(term)))
        return found


def _refuse(name: str) -> NoReturn:
    refuse_name(name, TABLE, "multiclass loss", "losstheory catalogue --kind multiclass")


@cache
def _load(name: str) -> MulticlassFamily:
    entry: MulticlassFamily = getattr(import_module(f"losstheory.losses.multiclass.{TABLE[name]}"), name)
    return entry


multiclass_catalogue = MulticlassCatalogue()
