"""Bytes to documents: plain text, HTML, Markdown, tables, the formats of the wires and feeds (docs/formats.md), from files, folders, streams and the web."""

from __future__ import annotations

from dragoman.readers.files import read_bytes, read_path, read_stream
from dragoman.readers.language_id import rejection_for_language
from dragoman.readers.plain import passing_over, read_text
from dragoman.readers.web import read_url

__all__ = ["passing_over", "read_bytes", "read_path", "read_stream", "read_text", "read_url", "rejection_for_language"]
