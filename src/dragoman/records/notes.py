"""What each field of the records holds, in a sentence (``field_notes.toml``): the text of docs/records.md and of the codebooks beside exports."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources


@functools.cache
def load_notes() -> dict[str, dict[str, str]]:
    """Returns the notes by type and field; ``Sourced`` stands for the fields that all sourced records share."""
    notes: dict[str, dict[str, str]] = tomllib.loads(resources.files("dragoman.records").joinpath("field_notes.toml").read_text(encoding="utf-8"))
    return notes


def note_of(cls: type, field: str) -> str:
    """Returns the note of a field; raises KeyError where none was written."""
    for owner in cls.__mro__:
        if field in load_notes().get(owner.__name__, {}):
            return load_notes()[owner.__name__][field]
    raise KeyError(f"records/field_notes.toml says nothing of {cls.__name__}.{field}")
