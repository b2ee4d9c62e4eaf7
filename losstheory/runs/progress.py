"""A progress bar on stderr, for people at a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(total: int, label: str, shown: bool | None = None) -> Iterator[Callable[[], None]]:
    """Yield a function that counts one of ``total`` steps as done.

    Args:
        total: Number of steps.
        label: What is being done, in front of the bar.
        shown: Draw the bar; None means: if stderr is a terminal.
    """
    if shown is None:
        shown = sys.stderr.isatty()
    if not shown:
        yield _nothing
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=label, file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def step() -> None:
            bar.update()

        yield step


def _nothing() -> None:
    """No terminal, no bar."""
