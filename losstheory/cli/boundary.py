"""The outer wall of the command line: every error becomes one message and one exit code."""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType

from losstheory.cli.exits import Exit


class UsageError(Exception):
    """What was typed cannot be done; the message says what was expected, what came, what to do."""


class Boundary:
    """Keeps an error from leaving the command; ``code`` is then its exit code.

    Usage errors, errors of the library and of the file system are one message and exit 2; anything
    else is an error of ours: the traceback and exit 4.
    """

    def __init__(self, command: str) -> None:
        self.command = command
        self.code = Exit.FINE

    def __enter__(self) -> Boundary:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is not None:
            self.code = self._told(error)
        return True

    def _told(self, error: BaseException) -> Exit:
        match error:
            case KeyboardInterrupt():
                self._say("interrupted")
                return Exit.INTERRUPTED
            case BrokenPipeError():
                _close_stdout()
                return Exit.INTERNAL
            case UsageError():
                self._say(f"error: {error}")
                return Exit.USAGE
            case OSError():
                self._say(f"error: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
                return Exit.USAGE
            case ImportError() if _is_foreign(error.name):
                self._say(
                    f"error: this needs {error.name}, which is not installed; try: pip install losstheory, "
                    "or `losstheory doctor` to see what is missing"
                )
                return Exit.INTERNAL
        if _is_from("losstheory.runs.foreign", "ExecutorLost", error):
            self._say(f"error: {error}")
            return Exit.INTERNAL
        if _is_from("losstheory.formulas.errors", "LossTheoryError", error):
            self._say(f"error: {error}")
            return Exit.USAGE
        traceback.print_exception(error)
        self._say("internal error: please report the lines above with the command that you typed")
        return Exit.INTERNAL

    def _say(self, message: str) -> None:
        print(f"losstheory {self.command}: {message}", file=sys.stderr)


def _is_foreign(name: str | None) -> bool:
    return name is not None and name.partition(".")[0] != "losstheory"


def _is_from(module: str, name: str, error: BaseException) -> bool:
    """Whether it is an error of this class; if the module has not been loaded, it cannot be."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, getattr(loaded, name))


def _close_stdout() -> None:
    """Nobody reads any more: let the interpreter flush into nowhere at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
