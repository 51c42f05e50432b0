"""RTF 1.9 to text: characters, paragraphs, tabs and cells; fonts, pictures, objects, fields and everything unknown are read over.

A decoder of its own, since striprtf 0.0.35 raises on character numbers out of range, reads binary pictures as mark-up and passes halves of surrogate pairs on.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.errors import ReadError
from dragoman.readers import exports
from dragoman.readers.limits import MAX_FILE_BYTES, ByteStream
from dragoman.records import Document, Rejection

MAX_GROUPS = 1_000
"""How deep groups may lie in each other; word processors write under 30."""

_TOKEN = re.compile(rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([\r\n]+)|([^\\{}\r\n]+)", re.DOTALL)
_SIGNS = {
    "tab": "\t", "cell": "\t", "nestcell": "\t", "line": "\n", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c",
    "rdblquote": "\u201d", "bullet": "\u2022", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_BREAKS = frozenset({"par", "row", "nestrow", "sect", "page", "column"})
_ESCAPES = {b"~": "\u00a0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}"}
_SKIPPED = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "fldinst", "themedata",
    "datastore", "xmlnstbl", "listtable", "listoverridetable", "rsidtbl", "filetbl", "revtbl", "generator", "nonshppict", "private1", "bkmkstart", "bkmkend", "annotation",
})  # fmt: skip


class _Group(NamedTuple):
    """What holds inside of a group: whether its text is left out, and how many characters stand in for each Unicode one."""

    is_skipped: bool
    is_hidden: bool
    stand_ins: int


def read_rtf(stream: ByteStream, *, name: str, published_at: str | None) -> Iterator[Document | Rejection]:
    """Reads an RTF file: the articles of an export of a news database, else one document; raises ReadError where it cannot be decoded."""
    data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ReadError("DRG-READ-003", f"{name} has more than {MAX_FILE_BYTES} bytes; split it")
    yield from exports.read_converted(decode_rtf(data, name), name=name, published_at=published_at)


def decode_rtf(data: bytes, name: str) -> str:
    """Returns the text of an RTF file, an empty line between paragraphs.

    Raises:
        ReadError: groups lie more than MAX_GROUPS deep in each other.
    """
    return _Decoder(data, name).run()


class _Decoder:
    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._codec = "cp1252"
        self._group = _Group(is_skipped=False, is_hidden=False, stand_ins=1)
        self._groups: list[_Group] = []
        self._opened = False
        self._starred = False
        self._to_skip = 0
        self._bytes = bytearray()
        self._units = bytearray()
        self._line: list[str] = []
        self._paragraphs: list[str] = []
        self._position = 0

    def run(self) -> str:
        """Decodes everything."""
        while (match := _TOKEN.match(self._data, self._position)) is not None:
            self._position = match.end()
            if match[1]:
                self._control(match[1].decode("ascii"), match[2])
            elif match[3]:
                self._add_byte(int(match[3], 16))
            elif match[4]:
                self._symbol(match[4])
            elif match[5]:
                self._brace(match[5])
            elif match[7]:
                self._add_raw(match[7])
            self._opened = match[5] == b"{" or (self._opened and (match[4] == b"*" or match[6] is not None))
        self._end_paragraph()
        return "\n\n".join(self._paragraphs)

    def _brace(self, brace: bytes) -> None:
        self._to_skip = 0
        if brace == b"{":
            if len(self._groups) >= MAX_GROUPS:
                raise ReadError("DRG-READ-036", f"{self._name}: groups lie more than {MAX_GROUPS} deep in this RTF file; save it again, or as plain text")
            self._groups.append(self._group)
            self._starred = False
        else:
            self._group = self._groups.pop() if self._groups else self._group

    def _control(self, word: str, number: bytes | None) -> None:
        value = int(number) if number is not None else None
        if word == "bin":
            self._position += max(0, value or 0)
        elif self._opened and (self._starred or word in _SKIPPED):
            self._group = self._group._replace(is_skipped=True)
        elif word == "uc":
            self._group = self._group._replace(stand_ins=max(0, min(value if value is not None else 1, 16)))
        elif word == "u" and value is not None:
            self._add_unit(value & 0xFFFF if -0x8000 <= value <= 0xFFFF else 0xFFFD)
        elif word in ("v", "deleted"):
            self._group = self._group._replace(is_hidden=value != 0)
        elif word == "plain":
            self._group = self._group._replace(is_hidden=False)
        elif self._skip_one():
            return
        elif word in _BREAKS:
            self._end_paragraph()
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word == "ansicpg" and value is not None:
            self._codec = _codec(value)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = self._opened
        elif self._skip_one():
            return
        elif symbol in (b"\n", b"\r"):
            self._end_paragraph()
        elif symbol in _ESCAPES:
            self._add(_ESCAPES[symbol])

    def _skip_one(self) -> bool:
        """Says whether this token stands in for a Unicode character that was read already."""
        if not self._to_skip:
            return False
        self._to_skip -= 1
        return True

    def _add_raw(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        if self._is_shown and len(text) > skipped:
            self._flush_units()
            self._bytes += text[skipped:]

    def _add_byte(self, value: int) -> None:
        if not self._skip_one() and self._is_shown:
            self._flush_units()
            self._bytes.append(value)

    def _add_unit(self, unit: int) -> None:
        if self._is_shown:
            self._flush_bytes()
            self._units += unit.to_bytes(2, "little")
        self._to_skip = self._group.stand_ins

    def _add(self, text: str) -> None:
        if self._is_shown:
            self._flush_units()
            self._flush_bytes()
            self._line.append(text)

    @property
    def _is_shown(self) -> bool:
        return not self._group.is_skipped and not self._group.is_hidden

    def _flush_bytes(self) -> None:
        if self._bytes:
            self._line.append(self._bytes.decode(self._codec, "replace"))
            self._bytes.clear()

    def _flush_units(self) -> None:
        if self._units:
            self._line.append(self._units.decode("utf-16-le", "replace"))
            self._units.clear()

    def _end_paragraph(self) -> None:
        if self._group.is_skipped:
            return
        self._flush_units()
        self._flush_bytes()
        text = "".join(self._line).strip()
        self._line.clear()
        if text:
            self._paragraphs.append(text)


def _codec(page: int) -> str:
    name = {65001: "utf-8", 10000: "mac_roman", 0: "cp1252"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
