"""Python files that are run for what they define."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def module_of(file: Path, role: str) -> ModuleType:
    """The module of a file, run under the name ``losstheory_ROLE_FILE``, so that it hides no other.

    Raises:
        ImportError: it is no Python file; and whatever the file raises.
    """
    spec = importlib.util.spec_from_file_location(f"losstheory_{role}_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file}: cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
