"""Long work over many documents: ingestion into a store, import of others' event data."""

from dragoman.jobs.imports import Imported, import_files
from dragoman.jobs.ingest import Progress, ingest

__all__ = ["Imported", "Progress", "import_files", "ingest"]
