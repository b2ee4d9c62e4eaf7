"""What stands between a stranger's code and the audit."""

from __future__ import annotations

import os

import pytest

pytest.importorskip("torch", reason="torch is not installed")

from losstheory.empirical.audit.limits import in_one_process


def test_a_process_that_the_code_forks_ends_where_the_code_returns() -> None:
    reading, writing = os.pipe()

    def forks() -> int:
        return os.fork()

    child = in_one_process(forks)()
    if child == 0:  # the child must not come here
        os.write(writing, b"returned")
        os._exit(1)
    _, status = os.waitpid(child, 0)
    os.close(writing)
    assert os.waitstatus_to_exitcode(status) == 0 and os.read(reading, 8) == b""
    os.close(reading)
