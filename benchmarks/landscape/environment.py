"""An environment of its own for the peers: they want torchvision and more, which this library does not."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

PEERS = (
    "curvlinops-for-pytorch==3.0.1",
    "pyhessian==0.1",
    "backpack-for-pytorch==1.7.1",
    "einconv==0.1.0",
    "einops==0.8.2",
    "jaxtyping==0.3.11",
    "linear_operator==0.6.1",
    "opt-einsum==3.4.0",
    "unfoldNd==0.2.3",
    "wadler-lindig==0.1.8",
)
CHECK = "import curvlinops, pyhessian"


class NoPeers(Exception):
    """The peers cannot be installed here; the message says why."""


def made(folder: Path) -> Path:
    """The python of an environment with the peers over the packages of this one, whose torch stays.

    They are installed without their requirements but for those that they load: torchvision is none of these.

    Raises:
        NoPeers: the package index does not answer, or what it gives cannot be loaded.
    """
    python = folder / "bin" / "python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(folder)])
        (own,) = folder.glob("lib/python*/site-packages")
        (own / "beneath.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    if subprocess.run([python, "-c", CHECK], capture_output=True, check=False).returncode:
        _run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", *PEERS])
        _run([str(python), "-c", CHECK])
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise NoPeers(f"{' '.join(command[:4])} …: {lines[-1]}")
