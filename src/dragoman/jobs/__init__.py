"""Long work over many documents: ingestion into a store."""

from dragoman.jobs.ingest import Progress, ingest

__all__ = ["Progress", "ingest"]
