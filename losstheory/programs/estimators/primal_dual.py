r"""Mehrotra's predictor-corrector method for a smooth convex function plus maxima of convex ones, over a cone.

.. math:: \min_{z, s} f(z) + c \sum_i s_i \quad\text{over}\quad s_i \ge v_{ik}(z), \; h(z) \in K

for linear h. The slacks r = s - v and weights w of the maxima, with sum over k of w_ik = c, and the prices y of the
cone are variables of their own: at the optimum r w = 0, h y = 0, and grad f + grad of w v = grad of h y.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.cones import Cone, room
from losstheory.programs.interior_point import linear_solver

SHORT, HALVINGS = 0.99, 12
NEAR, SMALL, TINY = 1e-2, 1e-11, 1e-34


class View(Protocol):
    """The problem at a point; v has shape ``(K, n)``, or ``(0, 0)`` where there are no maxima."""

    @property
    def pieces(self) -> Floats:
        """v."""

    @property
    def slope(self) -> Floats:
        """The gradient of f."""

    def turn(self, w: Floats) -> Floats:
        """The gradient of the sum of w v."""

    def along(self, step: Floats) -> Floats:
        """The change of v along a step, to first order."""

    def bend(self, w: Floats, stiff: Floats) -> Floats:
        """The Hessian of f and of the sum of w v, and that of the maxima for the stiffness w / r (``spring``)."""


class Epigraph(Protocol):
    """The problem; ``own`` are the variables of the cone, ``weight`` is c, ``price`` the first product h y."""

    @property
    def cone(self) -> Cone: ...

    @property
    def own(self) -> slice: ...

    @property
    def weight(self) -> float: ...

    @property
    def price(self) -> float: ...

    def start(self) -> Floats: ...

    def at(self, z: Floats) -> View: ...


def spring(stiff: Floats, p: Floats, q: Floats) -> Floats:
    """The second derivative of each maximum along changes p and q of its pieces, a sum that does not cancel.

    Args:
        stiff: shape ``(K, n)``.
        p, q: shape ``(K, n)`` or ``(K, 1)``.
    """
    pairs = [(k, j) for k in range(len(stiff)) for j in range(k)]
    total = sum(stiff[k] * stiff[j] * (p[k] - p[j]) * (q[k] - q[j]) for k, j in pairs)
    return np.asarray(total / stiff.sum(axis=0))


class _Step(NamedTuple):
    z: Floats
    s: Floats
    r: Floats
    w: Floats
    h: Floats
    y: Floats


class _State:
    def __init__(self, problem: Epigraph, z: Floats, s: Floats, r: Floats, w: Floats, y: Floats) -> None:
        self.problem, self.z, self.s, self.r, self.w, self.y = problem, z, s, r, w, y
        self.view, self.h = problem.at(z), problem.cone.slack(z[problem.own])
        self.gap = float(np.vdot(r, w) + self.h @ y)
        self.turned, self.pulled = self.view.turn(w), problem.cone.turn(y)
        self.lag = self.view.slope + self.turned
        self.lag[problem.own] -= self.pulled
        """What is left of the gradient."""

    @classmethod
    def first(cls, problem: Epigraph) -> _State:
        z = problem.start()
        v = problem.at(z).pieces
        s = v.max(axis=0, initial=-np.inf) + 1
        return cls(
            problem, z, s, s - v, np.full(v.shape, problem.weight / max(1, len(v))), problem.cone.prices(problem.price)
        )

    @property
    def size(self) -> Floats:
        """The terms of the gradient."""
        size = np.abs(self.view.slope) + np.abs(self.turned)
        size[self.problem.own] += np.abs(self.pulled)
        return size

    def gap_after(self, step: _Step, a: float) -> float:
        products = np.vdot(self.r + a * step.r, self.w + a * step.w) + (self.h + a * step.h) @ (self.y + a * step.y)
        return max(0.0, float(products))

    def moved(self, step: _Step, a: float) -> _State:
        s, r, w, y = self.s + a * step.s, self.r + a * step.r, self.w + a * step.w, self.y + a * step.y
        return _State(self.problem, self.z + a * step.z, s, r, w, y)

    def length(self, step: _Step) -> float:
        """The part of the step, at most 1, that stays inside."""
        cone = self.problem.cone
        rooms = room(self.r, step.r), room(self.w, step.w), cone.room(self.h, step.h), cone.room(self.y, step.y)
        return min(1.0, SHORT * min(rooms))


class _Newton:
    """The linear system at a state: directions to the products r w and h y that are asked for."""

    def __init__(self, state: _State) -> None:
        self.state, problem = state, state.problem
        self.scaled = problem.cone.at(state.h, state.y)
        self.stiff = state.w / state.r
        self.total = self.stiff.sum(axis=0)
        self.miss = state.s - state.view.pieces - state.r
        bend = state.view.bend(state.w, self.stiff)
        bend[problem.own, problem.own] += self.scaled.bend()
        self.scale, self.solve = np.diag(bend), linear_solver(bend)

    def step(self, wanted: Floats, push: Floats) -> _Step:
        """The direction with changes of w and y of ``wanted`` and ``push`` where z and s stand still."""
        state, own, cone = self.state, self.state.problem.own, self.state.problem.cone
        wanted = wanted - self.stiff * self.miss
        excess = wanted.sum(axis=0)
        right = -state.lag - state.view.turn(wanted - self.stiff * (excess / self.total))
        right[own] += cone.turn(push)
        z = self.solve(right)
        v, h = state.view.along(z), cone.slack(z[own])
        s = (excess + (self.stiff * v).sum(axis=0)) / self.total
        rest = s - v
        return _Step(z, s, rest + self.miss, wanted - self.stiff * rest, h, push - self.scaled.pull(h))

    def predictor(self) -> _Step:
        return self.step(-self.state.w, -self.state.y)

    def corrector(self, first: _Step, mu: float) -> _Step:
        """Towards products mu, corrected for what the predictor changes in them to second order."""
        state = self.state
        return self.step((mu - first.r * first.w) / state.r - state.w, self.scaled.push(mu, first.h, first.y))

    def norm(self, state: _State) -> float:
        """The length of a state's lag, about the square root of what it costs in value."""
        return float(np.sqrt((state.lag**2 / self.scale).sum()))


def minimise(problem: Epigraph, tol: float, most: int) -> tuple[Floats, Floats, int, bool]:
    """z, the weights w, the number of Newton steps, and whether ``most`` sufficed for r w + h y <= tol.

    A step is halved until what is left of the gradient falls with it, or costs less than the gap.
    """
    state, before = _State.first(problem), np.inf
    degree = max(1, state.w.size + problem.cone.degree)
    for steps in range(most):
        newton = _Newton(state)
        norm = newton.norm(state)
        stalled = norm**2 <= NEAR * tol and norm > before / 2
        if state.gap <= tol and (stalled or norm**2 <= TINY or (np.abs(state.lag) <= SMALL * state.size).all()):
            return state.z, state.w, steps, True
        before, first = norm, newton.predictor()
        after = state.gap_after(first, state.length(first))
        mu = max(after * (after / state.gap) ** 2, min(tol / 10, state.gap)) if state.gap else 0.0
        step = newton.corrector(first, mu / degree)
        a = state.length(step)
        for _ in range(HALVINGS):
            reached = state.moved(step, a)
            left = newton.norm(reached)
            if left <= (1 - a / 4) * norm or left**2 <= NEAR * reached.gap:
                break
            a /= 2
        if not np.isfinite(left):
            return state.z, state.w, steps, state.gap <= tol
        state = reached
    return state.z, state.w, most, False
