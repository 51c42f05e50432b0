"""Reads newswire, writes the record: who did what to whom, who said so, who denies it.

>>> import dragoman
>>> coding = dragoman.code("France on Monday recalled its ambassador to Rome.", published_at="2019-02-07")  # doctest: +SKIP
>>> coding.events[0].event_type  # doctest: +SKIP
'SANCTION'
"""

from dragoman._api import Coder, Coding, code, load
from dragoman.errors import DragomanError
from dragoman.records import SCHEMA_VERSION, Document, Record, Rejection

__version__ = "0.1.0"

__all__ = ["SCHEMA_VERSION", "Coder", "Coding", "Document", "DragomanError", "Record", "Rejection", "__version__", "code", "load"]
