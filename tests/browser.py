"""Headless Chromium for tests, driven over its pipe: pages as they are seen and used."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
LAUNCH = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, place in zip(ends, (3, 4)):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""
PATIENCE = 60  # seconds for one answer
KEYS = {
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    "/": 191,
}
WITH_TEXT = {"Enter": "\r", "/": "/"}


class Browser:
    """One browser with one page, by the protocol of its developer tools; ends with its ``with`` block.

    ``console`` keeps every error, warning and exception of the pages.
    """

    def __init__(self, profile: Path) -> None:
        self._profile, self.console = profile, list[str]()
        self._number, self._unread, self._events = 0, b"", list[dict[str, Any]]()

    def __enter__(self) -> Browser:
        read, self._to = os.pipe()
        self._from, write = os.pipe()
        browser = [str(CHROMIUM), *FLAGS, f"--user-data-dir={self._profile}", "about:blank"]
        command = [sys.executable, "-c", LAUNCH, str(read), str(write), *browser]
        self._process = subprocess.Popen(
            command, pass_fds=(read, write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(read)
        os.close(write)
        self._session: str | None = None
        page = self._page()
        self._session = self.do("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.do(f"{domain}.enable")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._session = None
        self.do("Browser.close")
        self._process.wait(PATIENCE)
        os.close(self._to)
        os.close(self._from)

    def _page(self) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for target in self.do("Target.getTargets")["targetInfos"]:
                if target["type"] == "page":
                    return str(target["targetId"])
        raise TimeoutError("the browser has no page")

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of one command of the protocol."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to, data) :]
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])
            self._note(answer)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._from], [], [], PATIENCE)
            got = os.read(self._from, 1 << 20) if ready else b""
            if not got:
                raise TimeoutError("the browser does not answer")
            self._unread += got
        message, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(message))

    def _note(self, event: dict[str, Any]) -> None:
        match event:
            case {"method": "Runtime.exceptionThrown", "params": told} | {
                "method": "Log.entryAdded", "params": {"entry": {"level": "error" | "warning"} as told}
            } | {"method": "Runtime.consoleAPICalled", "params": {"type": "error" | "warning"} as told}:  # fmt: skip
                self.console.append(json.dumps(told))
        self._events.append(event)

    def open(self, address: str) -> None:
        """Load a page to its end; another hash of the same page only moves there."""
        self._events.clear()
        if "loaderId" not in self.do("Page.navigate", url=address):
            return
        while not any(event.get("method") == "Page.loadEventFired" for event in self._events):
            self._note(self._read())

    def run(self, script: str) -> Any:
        """The value of an expression on the page; a promise is waited for."""
        found = self.do("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(f"{script}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def until(self, script: str, holds: Callable[[Any], bool] = bool) -> Any:
        """The value of an expression once it is as wanted."""
        end = time.monotonic() + PATIENCE
        while not holds(value := self.run(script)):
            if time.monotonic() > end:
                raise TimeoutError(f"{script} is still {value!r}")
            time.sleep(0.02)
        return value

    def press(self, key: str) -> None:
        """A key, down and up."""
        told = {"key": key, "windowsVirtualKeyCode": KEYS[key]}
        self.do("Input.dispatchKeyEvent", type="keyDown", text=WITH_TEXT.get(key, ""), **told)
        self.do("Input.dispatchKeyEvent", type="keyUp", **told)

    def type(self, words: str) -> None:
        """Words where the focus is."""
        self.do("Input.insertText", text=words)

    def size(self, width: int, height: int = 900) -> None:
        """The size of the window in pixels of the page."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def scheme(self, name: str) -> None:
        """``light`` or ``dark``."""
        self.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def scripts(self, allowed: bool) -> None:
        """Whether pages that are opened from now on may run scripts."""
        self.do("Emulation.setScriptExecutionDisabled", value=not allowed)

    def picture(self, whole: bool = False) -> bytes:
        """The window, or the whole page, as PNG."""
        return base64.b64decode(self.do("Page.captureScreenshot", captureBeyondViewport=whole)["data"])

    def pdf(self) -> bytes:
        """The page as it is printed."""
        return base64.b64decode(self.do("Page.printToPDF")["data"])
