"""Atomic files: a reader sees the old content or the new one, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def atomic_write(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write ``content``, text as UTF-8, to ``path``, whole or not at all.

    It goes to a temporary file of the same folder, reaches the disk, and takes the name of
    the old file, whose permissions it keeps. A link keeps its place, and so does what is no
    file, such as a pipe or a device: it receives the content as it comes.

    Raises:
        OSError: The folder is missing or not writable; an existing file is left as it was.
    """
    target = Path(path).resolve()
    data = content.encode("utf-8") if isinstance(content, str) else content
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return Path(path)
    mode = target.stat().st_mode & 0o777 if target.exists() else _usual_mode()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return Path(path)


def _usual_mode() -> int:
    """The permissions that ``open`` would give a new file."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
