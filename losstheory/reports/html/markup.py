"""Elements of HTML and SVG, every attribute and every text escaped."""

from __future__ import annotations

from html import escape

VOID = ("input", "meta", "br", "path", "line", "circle", "rect")


def element(name: str, /, *inside: str, **attributes: str | float | bool | None) -> str:
    """An element; ``inside`` is markup, the attributes are text.

    An attribute that is None or False is left out, one that is True has no value. An underscore stands for a hyphen,
    one at the end for nothing.

    >>> element("a", text("x < y"), href="#c1", class_="link", hidden=None)
    '<a href="#c1" class="link">x &lt; y</a>'
    """
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{told}/>" if name in VOID else f"<{name}{told}>{''.join(inside)}</{name}>"


def deferred(*inside: str) -> str:
    """Markup that is text for a browser that runs scripts until it is unfolded, since a thousand formulas take seconds.

    Where scripts are switched off it is there at once. Every text in it is escaped, so it ends where it should.
    """
    return element("noscript", element("div", *inside, class_="body"))


def text(words: str) -> str:
    """Text as markup."""
    return escape(words)
