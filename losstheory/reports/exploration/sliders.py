"""The sliders, by ipywidgets: positions are exact, pictures and verdicts follow every move."""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import ipywidgets

from losstheory.reports.exploration.style import boxed

if TYPE_CHECKING:
    from losstheory.reports.exploration.explorer import Explorer
    from losstheory.reports.exploration.track import Track

REST = 0.4  # seconds without a move after which the single loss is decided
BREATH = 0.05  # seconds between two properties, in which a move comes first
BUTTON = "Decide over the range"


def panel(explorer: Explorer) -> ipywidgets.VBox:
    """Sliders for the parameters and the law, a button with progress, the verdicts and the pictures.

    While a slider moves, verdicts are looked up; when it rests, what no diagram tells is decided for that loss, one
    property after the other, so that a move waits for one decision at most.
    """
    verdicts, pictures = ipywidgets.HTML(), ipywidgets.HTML()
    waiting = set[str]()
    progress = ipywidgets.IntProgress(
        0, 0, len(explorer.board.statements), layout={"width": "8em", "visibility": "hidden"}
    )
    button = ipywidgets.Button(description=BUTTON, disabled=explorer.along is None, layout={"width": "auto"})

    def tell() -> None:
        verdicts.value = boxed(explorer.table())

    def draw() -> None:
        pictures.value = boxed(explorer.pictures())

    def settle() -> None:
        missing = [name for name, told in explorer.verdicts.items() if told.status is None]
        explorer.settle(*missing[:1])
        tell()
        if missing[1:] and explorer.verdicts[missing[0]].status is not None:
            rest.begin(BREATH)

    rest = _Rest(settle)

    def follow(name: str) -> Callable[[Any], None]:
        def moved(change: Any) -> None:
            explorer.move(**{name: change["new"]})
            draw()
            if name in explorer.tracks:
                tell()
            rest.begin(REST)

        return moved

    def decide(_: Any) -> None:
        rest.stop()
        waiting.update(explorer.board.statements)
        button.disabled, progress.value, progress.layout.visibility = True, 0, "visible"
        explorer.decide(on_done=count)

    def count(name: str) -> None:
        waiting.discard(name)
        progress.value = progress.max - len(waiting)
        tell()
        if not waiting:
            button.disabled, progress.layout.visibility = False, "hidden"

    sliders = []
    for one in (*explorer.tracks.values(), *explorer.law.tracks.values()):
        value = explorer.values[one.name] if one.name in explorer.tracks else explorer.law.values[one.name]
        slider = _slider(one, value)
        slider.observe(follow(one.name), "value")
        sliders.append(slider)
    button.on_click(decide)
    settle()
    draw()
    return ipywidgets.VBox([*sliders, ipywidgets.HBox([button, progress]), verdicts, pictures])


class _Rest:
    """Calls a function once nothing has begun for a while; at once where no event loop runs."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._timer: TimerHandle | None = None

    def begin(self, pause: float) -> None:
        self.stop()
        try:
            self._timer = get_running_loop().call_later(pause, self._call)
        except RuntimeError:
            self._call()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _slider(one: Track, value: Fraction) -> ipywidgets.SelectionSlider:
    options = {str(x): x for x in sorted({*one.positions, value})}
    return ipywidgets.SelectionSlider(
        options=list(options.items()), value=value, description=one.name, description_tooltip=one.parameter.meaning,
        continuous_update=True, layout={"width": "30em"}, style={"description_width": "8em"},
    )  # fmt: skip
