"""What every test finds: the working precisions of the oracles as they are at the start."""

from __future__ import annotations

from collections.abc import Iterator

import mpmath
import pytest
from flint import ctx


@pytest.fixture(autouse=True)
def precisions() -> Iterator[None]:
    ctx.prec, mpmath.mp.prec = 53, 53
    yield
    ctx.prec, mpmath.mp.prec = 53, 53
