"""Bytes to text: a fixed order of attempts, never an exception; undecodable bytes become U+FFFD."""

from __future__ import annotations

import codecs
import re

REPLACEMENT = "\ufffd"
MAX_CONTROL_SHARE = 0.02
"""Largest share of control characters in text. Text has none but tabs and line ends; random bytes have 10 % and more."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# Codecs that Python counts as text encodings but that are transforms, or that let ASCII bytes mean something else.
_REFUSED = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAGIC = (
    (b"%PDF-", "a PDF file"), (b"PK\x03\x04", "a ZIP archive or office document"), (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"), (b"PAR1", "a Parquet file"), (b"\x7fELF", "a program"), (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"SQLite format 3", "an SQLite database"),
)  # fmt: skip


def decode_bytes(data: bytes, declared: str | None = None) -> str:
    """Decodes ``data`` by byte order mark (dropped), as UTF-8, as ``declared``, as Windows-1252 where plausible, else as damaged UTF-8.

    Args:
        data: the bytes of one text.
        declared: character set that the page or the server names; ignored where Python does not know it.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return replace_surrogates(data[len(mark) :].decode(encoding, "replace"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared is not None and (encoding_name := _usable_codec(declared)) is not None:
        return replace_surrogates(data.decode(encoding_name, "replace"))
    damaged = data.decode("utf-8", "replace")
    bad = damaged.count(REPLACEMENT)
    good = sum(1 for character in damaged if character > "\x7f") - bad
    if good >= bad:  # A UTF-8 text with a few broken bytes: reading it as Windows-1252 would spoil its good characters.
        return damaged
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return damaged


def choose_encoding(head: bytes, declared: str | None = None) -> str:
    """Returns the encoding of a text that is decoded piece by piece, by its first bytes, in the order of ``decode_bytes``.

    Args:
        head: the first bytes, without a byte order mark of UTF-16 or UTF-32.
        declared: character set that the file or the server names; asked where the first bytes are ASCII or no UTF-8.
    """
    named = None if declared is None else _usable_codec(declared)
    if named is not None and named.startswith(("utf-16", "utf-32")):  # Such a text would have a byte order mark, and not be ASCII.
        named = None
    if head.isascii():
        return named or "utf-8"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        if named is not None and named != "utf-8":
            return named
        damaged = head.decode("utf-8", "replace")
        bad = damaged.count(REPLACEMENT)
        return "utf-8" if sum(1 for character in damaged if character > "\x7f") - bad >= bad else "cp1252"
    return "utf-8"


def replace_surrogates(text: str) -> str:
    """Replaces lone surrogates, which no UTF-8 file or JSON record can hold, with U+FFFD, one for one (offsets stay)."""
    return _SURROGATE.sub(REPLACEMENT, text)


def describe_binary(data: bytes) -> str | None:
    """Returns what ``data`` looks like where it is not text ("a PDF file"), None where it may be text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if any(data.startswith(mark) for mark, _ in _BOMS):
        return None
    if b"\0" in data:
        return f"binary data (a NUL byte at offset {data.index(0)})"
    head = data[:65_536]
    controls = len(_CONTROL.findall(head.decode("latin-1")))
    if controls > MAX_CONTROL_SHARE * len(head):
        return f"binary data ({controls} control characters in its first {len(head)} bytes)"
    return None


def describe_control(text: str) -> str | None:
    """Returns what is wrong where ``text`` holds NUL or too many control characters, None where it is text."""
    if (position := text.find("\0")) >= 0:
        return f"binary data (a NUL character at offset {position})"
    head = text[:65_536]
    controls = len(_CONTROL.findall(head))
    if controls > MAX_CONTROL_SHARE * len(head):
        return f"binary data ({controls} control characters in its first {len(head)} characters)"
    return None


def _usable_codec(name: str) -> str | None:
    try:
        codec = codecs.lookup(name.strip().strip("\"'")[:40])
    except (LookupError, ValueError):
        return None
    if codec.name in _REFUSED or not getattr(codec, "_is_text_encoding", False):
        return None
    # The web reads Latin-1 as Windows-1252 (WHATWG encoding standard).
    return "cp1252" if codec.name in {"iso8859-1", "ascii"} else codec.name
