"""Options that several commands share, and the checks behind them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

StoreUri = Annotated[str, typer.Option("--store", metavar="URI", help="Folder of the store, or its object-store address.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="VERSION_OR_TIME", help="The store as it stood: a version number, or an ISO 8601 date-time.")]
Format = Annotated[str | None, typer.Option("--format", "-f", metavar="FORMAT", help="table, json, jsonl or csv. Default: by the ending of -o.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help="File to write.")]
Origins = Annotated[list[str] | None, typer.Option("--origin", metavar="ORIGIN", help="Whose events: dragoman, or an imported data set; may be repeated. Default: dragoman.")]
WithImports = Annotated[bool, typer.Option("--with-imports", help="Also the events of every imported data set, each origin apart.")]


def required_store(store: str) -> str:
    """Returns the address of the store; raises ConfigError where it is empty."""
    from dragoman.errors import ConfigError

    if not store:
        raise ConfigError("DRG-CONFIG-019", "give the store with --store FOLDER")
    return store


def chosen_origins(store: Any, origins: Iterable[str] | None, with_imports: bool) -> list[str]:
    """Returns whose events are asked for; raises StoreError for an origin that the store does not have."""
    from dragoman.store.frames import check_origins, origins_of
    from dragoman.store.import_views import OWN_ORIGIN

    if with_imports:
        return origins_of(store)
    return check_origins(store, list(dict.fromkeys(origins))) if origins else [OWN_ORIGIN]
