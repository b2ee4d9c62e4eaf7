"""The script that is running, ``__main__``: a worker runs it again only for a task that takes something from it.

The workers of ``multiprocessing`` run it when they start, so that a script without ``if __name__ == "__main__":`` would
begin all its work anew in each of them.
"""

from __future__ import annotations

import pickle
import sys
import threading
from importlib.machinery import ModuleSpec
from multiprocessing import process, spawn
from multiprocessing.context import ForkServerProcess
from typing import Any

from losstheory.runs.parcels import opened
from losstheory.runs.worker import Caught, one_line

LOCK = threading.Lock()
UNSEEN = ModuleSpec("losstheory.__main__", None)  # a worker does not run the __main__ of a package


class ScriptError(Exception):
    """The script cannot be run again in a worker; the message says why, and what to do."""


class WithoutScript(ForkServerProcess):
    """A process that starts without the script."""

    def start(self) -> None:
        main = sys.modules["__main__"]
        with LOCK:
            before = main.__spec__
            main.__spec__ = UNSEEN
            try:
                super().start()
            finally:
                main.__spec__ = before


def with_script(payload: bytes) -> bytes:
    """A pickled call; if it takes something from the script, one that runs this before."""
    if b"__main__" not in payload:
        return payload
    with LOCK:
        known = spawn.get_preparation_data("worker")
    script = {key: value for key, value in known.items() if key.startswith("init_main")}
    return pickle.dumps((_after_script, (script, payload)))


def _after_script(task: tuple[dict[str, Any], bytes]) -> Any:
    """In a worker: the value of a call that takes something from the script.

    Raises:
        ScriptError: the script does not come to its end; and whatever the call raises.
    """
    script, payload = task
    with Caught() as caught:
        process.current_process()._inheriting = True  # type: ignore[attr-defined]
        try:
            spawn.prepare(script)
        finally:
            del process.current_process()._inheriting  # type: ignore[attr-defined]
    if caught.error is not None:
        name = next(iter(script.values()), "the script")
        raise ScriptError(
            f"a worker has run {name} again for what the task takes from it: {one_line(caught.error)}; "
            'put what it does under `if __name__ == "__main__":`'
        )
    function, item = opened(payload)
    return function(item)


def expect_caller() -> None:
    """Nothing, but in a worker that runs the script again.

    Raises:
        ScriptError: workers were to be started there.
    """
    if getattr(process.current_process(), "_inheriting", False):
        raise ScriptError("a script that is run again in a worker starts no workers")
