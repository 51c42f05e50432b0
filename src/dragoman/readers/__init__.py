"""Bytes to documents: plain text, HTML, JSONL, JSON and CSV, from files, folders, streams and the web."""

from __future__ import annotations

from dragoman.readers.language_id import rejection_for_language
from dragoman.readers.plain import read_text

__all__ = ["read_text", "rejection_for_language"]
