"""Writes records as JSON: one line a document (``jsonl``), or one pretty object or array (``json``)."""

from __future__ import annotations

from typing import IO

import msgspec

from dragoman.records import SCHEMA_VERSION, CodedDocument, Record, Rejection
from dragoman.records.schema import replace_surrogates


class UnreadDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the output for a document that could not be read: its path and why."""

    schema_version: str = SCHEMA_VERSION
    document: str | None
    rejections: tuple[Rejection, ...]


def item_json(item: CodedDocument | Rejection) -> bytes:
    """Returns one line of JSON for a document: its record, or its path and the rejection.

    Lone surrogates (bytes that could not be decoded) become U+FFFD, since JSON in UTF-8 cannot hold them; offsets stay the same.
    """
    value = item.record if isinstance(item, CodedDocument) else UnreadDocument(document=item.path, rejections=(item,))
    return encode(value)


def encode(value: Record | UnreadDocument) -> bytes:
    """Encodes ``value`` as JSON in the order of the contract; see ``item_json`` on surrogates."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(msgspec.to_builtins(value)))


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value


class JsonLinesWriter:
    """Writes one JSON object a line, each as soon as its document is coded."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Takes the stream to write to, which stays the caller's."""
        self._stream = stream

    def write(self, item: CodedDocument | Rejection) -> None:
        """Writes the line of one document."""
        self._stream.write(item_json(item) + b"\n")
        self._stream.flush()

    def close(self) -> None:
        """Does nothing: every line was written when it came."""


class JsonWriter:
    """Writes pretty JSON: an object for one document, an array for several. Holds back one document at most."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Takes the stream to write to, which stays the caller's."""
        self._stream = stream
        self._first: bytes | None = None
        self._many = False

    def write(self, item: CodedDocument | Rejection) -> None:
        """Writes one document, or holds it back if it is the first."""
        text = msgspec.json.format(item_json(item), indent=2)
        if self._many:
            self._stream.write(b",\n" + text)
        elif self._first is None:
            self._first = text
        else:
            self._stream.write(b"[\n" + self._first + b",\n" + text)
            self._many = True

    def close(self) -> None:
        """Ends the array, or writes the single object."""
        if self._many:
            self._stream.write(b"\n]\n")
        elif self._first is not None:
            self._stream.write(self._first + b"\n")
        else:
            self._stream.write(b"[]\n")
        self._stream.flush()
