"""The store: one folder, or object-store address, of Delta tables, one per record type, asked with DuckDB. No server.

Rows are only ever added. What was added in one go is a batch, and a batch counts from the moment when its row in ``batches`` is written, last of all:
a process killed before leaves rows that no view shows, one killed after leaves nothing undone.
"""

from dragoman.store.delta import Store
from dragoman.store.queries import NAMED, Query, ask_store, find_documents

__all__ = ["NAMED", "Query", "Store", "ask_store", "find_documents"]
