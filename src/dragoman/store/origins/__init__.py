"""Event data that others coded, read row by row: ICEWS, GDELT, POLECAT, PLOVER."""

from dragoman.store.origins.events import ImportedEvent, ImportedParty, RowFault
from dragoman.store.origins.files import Line, file_sha256, iter_lines
from dragoman.store.origins.read import ORIGINS, Row, iter_rows

__all__ = ["ORIGINS", "ImportedEvent", "ImportedParty", "Line", "Row", "RowFault", "file_sha256", "iter_lines", "iter_rows"]
