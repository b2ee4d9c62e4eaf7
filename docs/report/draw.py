"""Photograph a small report at the widths of a phone, a tablet and a desk, light and dark: ``make report``.

python docs/report/draw.py [FOLDER]

It needs Chromium. The report is that of one analysis; a second run with the same browser shows the same.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import losstheory as lt

ROOT = Path(__file__).resolve().parents[2]
ANALYSIS = ROOT / "analyses" / "bartlett2006convexity.py"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SCHEMES = {"light": 1, "dark": 0}
SIZES = {360: 1500, 768: 1250, 1280: 1100}
SHOWN = "q=hinge+psi&open=c19&open=l3"


def photograph(browser: str, address: str, scheme: str, width: int, picture: Path) -> None:
    """Write the top of the page, as a browser of that width shows it."""
    with TemporaryDirectory() as profile:
        command = [
            browser, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{SIZES[width]}",
            f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", f"--screenshot={picture}", address,
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main(folder: Path) -> int:
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.stderr.write("make report needs Chromium, which is not installed\n")
        return 2
    page = lt.report(lt.verify(ANALYSIS))
    with TemporaryDirectory() as made:
        file = Path(made) / "report.html"
        file.write_text(page, encoding="utf-8")
        for width in SIZES:
            for scheme in SCHEMES:
                photograph(browser, f"{file.as_uri()}#{SHOWN}", scheme, width, folder / f"{scheme}_{width}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent))
