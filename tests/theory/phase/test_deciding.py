"""A diagram is the same with an executor and without, and the executor finds the verdicts that are needed together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from losstheory.claims import Statement, Status, Verdict
from losstheory.losses import margin
from losstheory.rigor import decide
from losstheory.runs.foreign import ExecutorLost
from losstheory.theory import Convex
from losstheory.theory.phase import deciding, phase_boxes, phase_diagram
from losstheory.theory.phase.deciding import Decider


class Counting(ThreadPoolExecutor):
    """Two threads, and how many tasks they were given."""

    def __init__(self) -> None:
        super().__init__(2)
        self.tasks = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.tasks += 1
        return super().submit(fn, *args, **kwargs)


def timeless(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: timeless(value) for key, value in data.items() if key != "seconds"}
    return [timeless(part) for part in data] if isinstance(data, list) else data


@pytest.mark.parametrize(
    ("arguments", "settings", "members"),
    [
        (("poly1_margin", "convex"), {}, 12),
        (("linex", "convex"), {"a": 1, "b": (1, 2)}, 10),
        (("poly1", "convex"), {"classes": 3}, 10),
    ],
    ids=["thresholds", "closed range", "classes"],
)
def test_an_executor_changes_nothing_but_who_decides(arguments: Any, settings: Any, members: int) -> None:
    with Counting() as executor:
        found = phase_diagram(*arguments, executor=executor, **settings)
    assert timeless(found.to_json()) == timeless(phase_diagram(*arguments, **settings).to_json())
    assert executor.tasks >= members


def test_a_verdict_that_was_found_ahead_is_not_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    statements = [Convex(margin.LOGISTIC), Convex(margin.RAMP)]
    with Counting() as executor:
        decider = Decider(1000, executor)
        decider.ahead([*statements, *statements])
    assert executor.tasks == 2
    monkeypatch.setattr(deciding, "decide", lambda statement, work: pytest.fail("decided twice"))
    assert [decider(statement).status for statement in statements] == [Status.PROVED, Status.REFUTED]


def test_without_an_executor_nothing_is_decided_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    decided: list[object] = []
    monkeypatch.setattr(deciding, "decide", lambda statement, work: decided.append(statement))
    Decider(1000).ahead([Convex(margin.RAMP)])
    assert not decided


def liar(statement: Statement, work: int) -> Verdict:
    return decide(Convex(margin.LOGISTIC))


def test_what_the_checker_does_not_accept_is_decided_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "_verdict", liar)
    with Counting() as executor:
        decider = Decider(1000, executor)
        decider.ahead([Convex(margin.RAMP)])
    assert executor.tasks == 1
    assert decider(Convex(margin.RAMP)).status is Status.REFUTED


class Broken(Executor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise RuntimeError("shut down")


def test_an_executor_that_is_gone_is_an_error() -> None:
    with pytest.raises(ExecutorLost, match="shut down"):
        phase_diagram("poly1_margin", "convex", executor=Broken())


@pytest.mark.parametrize("boxes", [1, 8])
def test_boxes_are_the_same_and_like_ones_are_decided_side_by_side(boxes: int) -> None:
    asked: dict[str, Any] = {"a": (0, 2), "b": (0, 3), "boxes": boxes, "budget": 400}
    alone = phase_boxes("linex", "calibrated", **asked)
    with Counting() as executor:
        found = phase_boxes("linex", "calibrated", executor=executor, **asked)
    assert timeless(found.to_json()) == timeless(alone.to_json())
    assert executor.tasks >= 1 + 2 * ((boxes - 1) // 2)
