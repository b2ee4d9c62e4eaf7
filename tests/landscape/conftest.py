"""One thread for products of small matrices, which wait for each other longer than they compute on several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

try:
    from threadpoolctl import threadpool_limits
except ModuleNotFoundError:
    threadpool_limits = nullcontext


@pytest.fixture(autouse=True, scope="module")
def one_thread_each() -> Iterator[None]:
    pytest.importorskip("torch", reason="torch is not installed")
    from losstheory.nn.threads import one_thread

    with threadpool_limits(1), one_thread():
        yield
