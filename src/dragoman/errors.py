"""Every error that dragoman raises, in one tree.

    DragomanError
    ├── ReadError            a document could not be read              DRG-READ-…
    ├── SpanError            a span does not quote its text            DRG-SPAN-…
    ├── ModelError           the language model is missing or broken   DRG-MODEL-…
    ├── ConfigError          an option or setting is wrong             DRG-CONFIG-…
    ├── MissingExtraError    an optional library is not installed      DRG-EXTRA-…
    ├── StoreError           a store is missing, foreign or in use     DRG-STORE-…, DRG-MERGE-…
    ├── ExchangeError        a file of other event data is none        DRG-IMPORT-…
    └── DataError            a labelled data set is malformed          DRG-DATA-…

Each carries a stable ``code`` and a message that says what was seen, where, and what to do.
The codes are listed in ``docs/errors.md``.
"""

from __future__ import annotations


class DragomanError(Exception):
    """Base of the tree. ``code`` is stable across versions, ``message`` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class ReadError(DragomanError):
    """A document could not be read: missing, too large, binary, empty, malformed."""


class SpanError(DragomanError):
    """A span does not fit the text that it claims to quote."""


class ModelError(DragomanError):
    """The language model's files are missing, damaged or of another version."""


class ConfigError(DragomanError):
    """An option or setting has a value that cannot be used."""


class MissingExtraError(DragomanError):
    """A feature needs a library of an optional extra that is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__("DRG-EXTRA-001", f"{library} is not installed; install it with: pip install 'dragoman[{extra}]'")


class StoreError(DragomanError):
    """A store is missing, is something else, or could not be written."""


class ExchangeError(DragomanError):
    """A file of others' event data cannot be read, or is none of the named data set."""


class DataError(DragomanError):
    """A labelled data set for ``dragoman evaluate`` lacks columns or files."""
