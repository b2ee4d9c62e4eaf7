"""The words of a PDF that Chromium has printed, by the tables of its fonts."""

from __future__ import annotations

import re
import unicodedata
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
TABLE = re.compile(rb"/ToUnicode (\d+) 0 R")
SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\b(ET)\b")
RANGE = re.compile(rb"<(\w+)> <(\w+)> <(\w+)>")
PAIR = re.compile(rb"<(\w+)> <(\w+)>")
Glyphs = dict[int, str]


def pages(pdf: bytes) -> int:
    """The number of pages."""
    return len(re.findall(rb"/Type /Page\b", pdf))


def letters(pdf: bytes) -> str:
    """What is written, without white space, ligatures as their letters."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {name: _glyphs(objects, int(number)) for body in objects.values() for name, number in FONT.findall(body)}
    parts = list[str]()
    for body in objects.values():
        glyphs: Glyphs = {}
        for name, shown, _ in SHOWN.findall(_stream(body)) if b"/Type" not in body.partition(b"stream")[0] else ():
            glyphs = fonts.get(name, {}) if name else glyphs
            codes = (int(shown[k : k + 4], 16) for k in range(0, len(shown), 4))
            parts += [glyphs.get(code, "") for code in codes]
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "".join(parts)))


def _stream(body: bytes) -> bytes:
    head, begins, data = body.partition(b"stream\n")
    return zlib.decompressobj().decompress(data) if begins and b"/FlateDecode" in head else data


def _glyphs(objects: dict[int, bytes], font: int) -> Glyphs:
    """The letters of each glyph."""
    table = TABLE.search(objects.get(font, b""))
    told = _stream(objects[int(table[1])]) if table else b""
    found: Glyphs = {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for low, high, first in RANGE.findall(block):
            start, text = int(low, 16), _text(first)
            found |= {start + k: text[:-1] + chr(ord(text[-1]) + k) for k in range(int(high, 16) - start + 1)}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        found |= {int(code, 16): _text(text) for code, text in PAIR.findall(block)}
    return found


def _text(codes: bytes) -> str:
    return bytes.fromhex(codes.decode()).decode("utf-16-be")
