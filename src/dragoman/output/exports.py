"""Files for others from a store, each with a codebook and a citation beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from dragoman import __version__
from dragoman.errors import ConfigError, MissingExtraError
from dragoman.output import make_folder_writer
from dragoman.records import CodedDocument
from dragoman.records.schema import TABLES
from dragoman.store import Store
from dragoman.store.citation import citation_cff, citation_text, store_state
from dragoman.store.codebook import Profile, codebook, definitions, tables_codebook
from dragoman.store.exports import iter_export_lines, table_columns
from dragoman.store.frames import dyad_frame
from dragoman.store.ftm import iter_entities
from dragoman.store.import_views import OWN_ORIGIN

_TABBED = "Tab-separated, UTF-8, a row a line, {header}; no cell holds a tab, a line break or a quotation that means something, so read it with quoting switched off and every column as text."
_JSON_LINES = "JSON Lines, UTF-8: one object a line."


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """How many of what were written, and the files beside."""

    count: int
    what: str
    beside: tuple[Path, ...]


def export_events(store: Store, format_name: str, output: Path) -> Written:
    """Writes events in the columns of another data set, or FollowTheMoney entities.

    Raises:
        ConfigError: the output cannot be written there.
        StoreError: no store, or no such export.
    """
    if format_name == "followthemoney":
        profile = Profile(definitions()[format_name])
        lines: Iterator[str] = _object_lines(iter_entities(store), profile)
        how = _JSON_LINES
    elif format_name == "plover":
        profile = Profile(definitions()[format_name])
        lines = _counted_json(iter_export_lines(store, format_name), profile)
        how = _JSON_LINES
    else:
        columns, has_header = table_columns(format_name)
        profile = Profile(definitions()[format_name])
        lines = _counted_cells(iter_export_lines(store, format_name), columns, has_header, profile)
        how = _TABBED.format(header="with a header" if has_header else "without a header, the columns in this order")
    _write(output, lambda stream: stream.writelines((line + "\n").encode() for line in lines))
    return Written(count=profile.rows, what="entities" if format_name == "followthemoney" else "rows", beside=_beside(store, output, profile, how, f"in the form of {format_name}"))


def export_dyads(store: Store, output: Path, *, by: str, zeros: bool, origins: Sequence[str]) -> Written:
    """Writes dyad-period counts as CSV, tab-separated values (.tsv, .tab) or Parquet; for arguments and errors see ``dyad_frame``."""
    frame = dyad_frame(store, by=by, zeros=zeros, origins=origins)
    profile = Profile(definitions()["dyads"])
    suffix = output.suffix.lower()
    if suffix == ".parquet":
        _write(output, lambda stream: _write_parquet(stream, frame.columns, frame.rows, profile))
        how = "Parquet: counts and codes are whole numbers, sums and means doubles."
    else:
        mark = "\t" if suffix in (".tsv", ".tab") else ","
        _write(output, lambda stream: stream.writelines(_separated(frame.columns, frame.rows, profile, mark)))
        how = f"{'Tab' if mark == chr(9) else 'Comma'}-separated, UTF-8, with a header; no cell is quoted or needs to be. An empty cell is missing."
    return Written(count=profile.rows, what="rows", beside=_beside(store, output, profile, how, f"dyads by {by}", origins))


def _separated(columns: Sequence[str], rows: Iterator[Sequence[Any]], profile: Profile, mark: str) -> Iterator[bytes]:
    yield (mark.join(columns) + "\n").encode()
    for row in rows:
        cells = ["" if value is None else f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value) for value in row]
        profile.add(columns, cells)
        yield (mark.join(cells) + "\n").encode()


def _write_parquet(stream: IO[bytes], columns: Sequence[str], rows: Iterator[Sequence[Any]], profile: Profile) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "store") from error
    texts = {"origin", "period", "period_start", "period_end", "iso3_a", "iso3_b"}
    schema = pyarrow.schema([(c, pyarrow.string() if c in texts else pyarrow.float64() if c.endswith(("_sum", "_mean")) else pyarrow.int64()) for c in columns])
    with pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        held: list[Sequence[Any]] = []

        def flush() -> None:
            arrays = [pyarrow.array(values, field.type) for values, field in zip(zip(*held, strict=True), schema, strict=True)] if held else []
            if arrays:
                writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            held.clear()

        for row in rows:
            profile.add(columns, ["" if value is None else str(value) for value in row])
            held.append(row)
            if len(held) >= 50_000:
                flush()
        flush()


def export_tables(store: Store, format_name: str, output: Path) -> Written:
    """Writes every table of a store to a folder as CSV or Parquet.

    Raises:
        ConfigError: the output is a file.
        StoreError: no store.
    """
    if output.exists() and not output.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"-o {output} is a file, and this format needs a folder")
    store.require()
    writer = make_folder_writer(format_name, output)
    count = 0
    for record in store.iter_records():
        writer.write(CodedDocument(text=store.text_of(record.document.id) or "", record=record, explanations={}))
        count += 1
    writer.close()
    files = {table: output / f"{table}.{format_name}" for table in TABLES}
    rows, filled = _count_tables(files, format_name)
    how = "CSV (RFC 4180), UTF-8; nested values in dotted columns, lists as JSON; import all columns as text." if format_name == "csv" else "Parquet; nested values stay nested."
    page, text, cff = output / "CODEBOOK.md", output / "CITATION.txt", output / "CITATION.cff"
    page.write_text(tables_codebook(output.name, rows, filled, how), encoding="utf-8", newline="\n")
    hashes = {path.name: _sha256(path) for path in (*files.values(), page)}
    _cite(store, f"{output.name}, all tables as {format_name}", hashes, text, cff, (OWN_ORIGIN,))
    return Written(count=count, what="documents", beside=(page, text, cff))


def _count_tables(files: dict[str, Path], format_name: str) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Rows of each file, and rows with a value in each column; of nested columns, the one with most counts."""
    import duckdb

    rows: dict[str, int] = {}
    filled: dict[str, dict[str, int]] = {}
    connection = duckdb.connect(":memory:")
    for table, path in files.items():
        where = "read_parquet(?)" if format_name == "parquet" else "read_csv(?, all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = false, max_line_size = 50000000)"
        names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {where}", [str(path)]).fetchall()]
        counts = connection.execute(f"SELECT count(*), {', '.join(_count_of(name, format_name) for name in names)} FROM {where}", [str(path)]).fetchall()[0]
        rows[table] = int(counts[0])
        best: dict[str, int] = {}
        for name, count in zip(names, counts[1:], strict=True):
            first = name.split(".")[0]
            best[first] = max(best.get(first, 0), int(count))
        filled[table] = best
    return rows, filled


def _count_of(name: str, format_name: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    empty = "NOT IN ('', '[]')" if format_name == "csv" else "NOT IN ('[]', '{}')"
    return f"count(*) FILTER (WHERE {column} IS NOT NULL AND CAST({column} AS VARCHAR) {empty})"


def _object_lines(entities: Iterator[dict[str, Any]], profile: Profile) -> Iterator[str]:
    for entity in entities:
        profile.add_object(entity)
        yield json.dumps(entity, ensure_ascii=False, separators=(",", ":"))


def _counted_json(lines: Iterator[str], profile: Profile) -> Iterator[str]:
    for line in lines:
        profile.add_object(msgspec.json.decode(line))
        yield line


def _counted_cells(lines: Iterator[str], columns: Sequence[str], has_header: bool, profile: Profile) -> Iterator[str]:
    if has_header:
        yield next(lines)
    for line in lines:
        profile.add(columns, line.split("\t"))
        yield line


def _write(output: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Writes a file under another name and puts it in its place when it is whole."""
    if output.is_dir() or not output.parent.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"-o {output}: give a file in a folder that exists")
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as stream:
            write(stream)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _beside(store: Store, output: Path, profile: Profile, how: str, what: str, origins: Sequence[str] = (OWN_ORIGIN,)) -> tuple[Path, ...]:
    stem = _stem(output)
    page, text, cff = (output.with_name(f"{stem}.{end}") for end in ("codebook.md", "citation.txt", "citation.cff"))
    page.write_text(codebook(output.name, profile, how), encoding="utf-8", newline="\n")
    _cite(store, f"{output.name}, {what}", {output.name: _sha256(output), page.name: _sha256(page)}, text, cff, origins)
    return page, text, cff


def _stem(output: Path) -> str:
    """The name of the files beside ``output``: its own without the ending, with it where those of another file have that name."""
    page = output.with_name(f"{output.stem}.codebook.md")
    if page.is_file():
        with page.open(encoding="utf-8", errors="replace") as stream:
            if stream.readline(1000).strip() != f"# Codebook of {output.name}":
                return output.name
    return output.stem


def _cite(store: Store, what: str, hashes: dict[str, str], text: Path, cff: Path, origins: Sequence[str]) -> None:
    state = store_state(store)
    text.write_text(citation_text(what, state, hashes, version=__version__, origins=origins), encoding="utf-8", newline="\n")
    cff.write_text(citation_cff(what, state, hashes, version=__version__, origins=origins), encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
