"""What the scores of least conditional risk say of the class probabilities."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, short, trait, untested
from losstheory.empirical.audit.rows import RowLoss
from losstheory.empirical.audit.search import Best, Floats, Search

SMALL_GAP = 0.02  # a gap below this share of the least risk is looked at again in a larger box
SHRINKS = 0.3
MANY = 6  # with more classes than this, pairs of neighbours and of the ends stand for all
NEAR = 3


def laws(classes: int) -> list[tuple[int, ...]]:
    """Class probabilities as different whole counts: near uniform in two orders; of few, falling and one above 1/2."""
    near = tuple(3 * classes - j for j in range(classes))
    falling = tuple(range(classes, 0, -1))
    if classes > MANY:
        return [near, near[::-1]]
    return [near, falling, near[::-1], (sum(falling[1:]) + 2, *falling[1:])]


def minimisers(rows: RowLoss, effort: int = 4) -> list[Finding]:
    """Calibration, top-2 calibration, order, and properness of the softmax, at a few class probabilities.

    Wrong scores are those where a less likely class has at least the score of a likelier one. A property holds at a
    law if the least risk of wrong scores lies above the least risk; it fails if it does not.
    """
    classes = rows.task.classes
    names = ("calibrated", "top2_calibrated", "rank_preserving") if classes > 2 else ("calibrated",)
    slopes = _has_slopes(rows)
    verdicts: dict[str, Finding] = {}
    margins: dict[str, float] = {}
    for counts in laws(classes)[:effort]:
        search = Search(rows, counts, slopes=slopes, effort=effort)
        free = search.least()
        further = search.risk(10 * free.scores)
        if further < free.risk - abs(free.risk) - 1 or free.risk < -1e100:
            return [untested(name, "the risk falls without an end in sight") for name in names]
        order = sorted(range(classes), key=lambda y: -counts[y])
        pairs = {name: _pairs(name, order) for name in names}
        every = dict.fromkeys(sum(pairs.values(), []))
        wrong = {pair: search.least((pair[1], pair[0]), near=free.scores) for pair in every}
        best = min([free, *wrong.values()], key=lambda found: found.risk)
        size = max(abs(best.risk), abs(search.risk(np.zeros(classes))), 1e-30)
        for name in names:
            pair = min(pairs[name], key=lambda pair: wrong[pair].risk)
            gap = (wrong[pair].risk - best.risk) / size
            margins[name] = min(gap, margins.get(name, np.inf))
            failed = _failure(name, search, pair, wrong[pair], gap, size)
            if failed and verdicts.get(name, failed).status is not failed.status:
                verdicts[name] = failed if failed.witness else verdicts[name]
            elif failed:
                verdicts.setdefault(name, failed)
        proper = _proper(search, best, size)
        verdicts.setdefault("softmax_proper", proper)
        if not verdicts["softmax_proper"].witness:
            verdicts["softmax_proper"] = proper
    held = {
        "calibrated": "the likeliest class has the highest score",
        "top2_calibrated": "the two likeliest classes have the highest scores",
        "rank_preserving": "the scores have the order of the probabilities",
    }
    for name in names:
        if name not in verdicts:
            text = (
                f"{held[name]} at the least risk; others cost {short(margins[name])} of it or more, at the laws tried"
            )
            verdicts[name] = trait(name, True, text, {"gap": margins[name]})
    return [verdicts[name] for name in (*names, "softmax_proper")]


def _pairs(name: str, order: list[int]) -> list[tuple[int, int]]:
    """Pairs of a likelier and a less likely class that must not be exchanged; of many classes the nearest."""
    if name == "rank_preserving":
        return list(pairwise(order))[: MANY if len(order) <= MANY else NEAR]
    k = 1 if name == "calibrated" else 2
    likely, rest = order[:k], [order[k], order[-1]] if len(order) > MANY else order[k:]
    return [(i, j) for i in likely for j in dict.fromkeys(rest)]


def _failure(name: str, search: Search, pair: tuple[int, int], wrong: Best, gap: float, size: float) -> Finding | None:
    """Why the property is not seen to hold at a law, if it is not."""
    total = sum(search.counts)
    p = "(" + ", ".join(f"{count}/{total}" for count in search.counts) + ")"
    witness = {"scores": torch.from_numpy(wrong.scores), "counts": list(search.counts), "risk": wrong.risk}
    if gap <= max(search.rows.unit, 1e-9):
        where = f"{_shown(wrong.scores)}, where class {pair[1]} ranks no lower than {pair[0]}"
        text = f"at p = {p} no scores were found with less risk than {where}"
        if np.abs(wrong.scores - wrong.scores.mean()).max() < search.box / 2:
            return trait(name, False, text, {"gap": gap}, **witness)
        return untested(name, f"{text}: the least risk seems to lie at infinity")
    if gap < SMALL_GAP:
        wide = replace(search, box=10 * search.box)
        free = wide.least()
        far = wide.least((pair[1], pair[0]), near=free.scores)
        shrunk = (far.risk - min(free.risk, far.risk)) / size
        if shrunk < SHRINKS * gap:
            return untested(
                name,
                f"at p = {p} wrong scores cost {short(gap)} of the risk more for scores up to {search.box:g} and "
                f"{short(shrunk)} up to {wide.box:g}: the difference seems to vanish",
            )
    return None


def _proper(search: Search, best: Best, size: float) -> Finding:
    """Whether s = log p has the least risk."""
    logs = np.log(np.array(search.counts) / sum(search.counts))
    excess = (search.risk(logs) - best.risk) / size
    fine = excess <= max(10 * search.rows.unit, 1e-8)
    text = "softmax(s) = p has the least risk" if fine else (
        f"softmax(s) = p has {short(excess)} of the risk more than the scores {_shown(best.scores)}"
    )  # fmt: skip
    witness = {"counts": list(search.counts), "scores": torch.from_numpy(best.scores), "risk": best.risk}
    return trait("softmax_proper", fine, text, {"excess": excess}, **witness)


def _has_slopes(rows: RowLoss) -> bool:
    """Whether autograd's gradient can guide a search: it is there, and it is that of the value."""
    from losstheory.empirical.audit.checks.gradients import gradient

    return not any(finding.outcome != "ok" for finding in gradient(rows)) and rows.module.dtype is torch.float64


def _shown(scores: Floats) -> str:
    listed: Tensor = torch.from_numpy(scores - scores.mean())[:6]
    return "(" + ", ".join(f"{float(score):.3g}" for score in listed) + ", …" * (len(scores) > 6) + ")"
