"""What an exported file rests on, for people who cite it: versions, hashes and the state of the store; the same file of the same state gives the same words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from dragoman.store.delta import Store
from dragoman.store.import_views import OWN_ORIGIN
from dragoman.store.views import connect

#: How the makers of imported data want to be cited.
ORIGIN_CITATIONS = {
    "icews": "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J., Ward, M.: ICEWS Coded Event Data. Harvard Dataverse. doi:10.7910/DVN/28075",
    "gdelt": "The GDELT Project, https://www.gdeltproject.org. Leetaru, K., Schrodt, P. A. (2013): GDELT: Global Data on Events, Language, and Tone. ISA Annual Convention.",
    "polecat": "Halterman, A., Bagozzi, B. E., Beger, A., Schrodt, P., Scraborough, G.: PLOVER and POLECAT. POLECAT Weekly Data, Harvard Dataverse. doi:10.7910/DVN/AJGVIT",
    "plover": "PLOVER records of the file that was imported; cite who coded them.",
}


class StoreState(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a store that a file was made from: its version, when the last commit of it was made, how much it held, with what it was coded, what was imported."""

    version: int
    date: str
    documents: int
    first_document: str | None
    last_document: str | None
    coders: tuple[tuple[str, str, str, str], ...]
    imports: tuple[tuple[str, int, int], ...]


def store_state(store: Store) -> StoreState:
    """Returns the state of a store, or that of ``as_of``; raises StoreError where there is no store."""
    connection = connect(store)
    documents, first, last = connection.execute("SELECT count(*), min(published_at), max(published_at) FROM documents").fetchall()[0]
    coders = connection.execute(
        "SELECT DISTINCT provenance.dragoman, provenance.model, provenance.model_sha256, provenance.config_sha256 FROM documents ORDER BY ALL").fetchall()  # fmt: skip
    imports = connection.execute("SELECT origin, count(DISTINCT file_sha256) FILTER (WHERE file_sha256 <> ''), sum(events) FROM imports GROUP BY 1 HAVING sum(events) > 0 ORDER BY 1").fetchall()
    version, moment = store.last_commit()
    imported = connection.execute("SELECT max(committed_at) FROM imports").fetchall()[0][0]
    moment = max(moment, datetime.fromisoformat(imported)) if imported else moment
    moment = moment.replace(microsecond=0) + timedelta(seconds=moment.microsecond > 0)  # a second that --as-of takes and that holds all of it
    return StoreState(
        version=version, date=moment.isoformat(timespec="seconds"), documents=documents, first_document=first and first[:10], last_document=last and last[:10],
        coders=tuple(tuple(str(value) for value in row) for row in coders), imports=tuple((origin, int(files), int(events)) for origin, files, events in imports),  # type: ignore[misc]
    )  # fmt: skip


def citation_text(what: str, state: StoreState, hashes: Mapping[str, str], *, version: str, origins: Sequence[str] = (OWN_ORIGIN,)) -> str:
    """Returns the citation as plain text.

    Args:
        what: what was exported, such as ``events.tsv, in the columns of GDELT 2.0``.
        state: of the store.
        hashes: SHA-256 of each file by its name.
        version: that of the dragoman that writes.
        origins: whose events the files hold.
    """
    lines = [f"{what}. Made with dragoman {version} from a store of {state.documents} documents, as it stood on {state.date} (version {state.version}).", ""]
    lines += [f"dragoman: {version}", f"store version: {state.version}", f"store state: {state.date}", f"documents: {state.documents}" + (
        f", published {state.first_document} to {state.last_document}" if state.first_document else "")]  # fmt: skip
    if OWN_ORIGIN in origins:
        lines += [f"coded with: dragoman {program}, model {model} (sha256 {weights}), configuration sha256 {config}" for program, model, weights, config in state.coders]
    for origin, files, events in state.imports:
        if origin in origins:
            lines += [f"imported: {events} events of {origin} from {files} files. {ORIGIN_CITATIONS[origin]}"]
    lines += [f"sha256: {digest}  {name}" for name, digest in sorted(hashes.items())]
    return "\n".join(lines) + "\n"


def citation_cff(what: str, state: StoreState, hashes: Mapping[str, str], *, version: str, origins: Sequence[str] = (OWN_ORIGIN,)) -> str:
    """Returns the citation in the Citation File Format 1.2.0; for arguments see ``citation_text``."""
    quoted = _quoted
    coders = "; ".join(f"dragoman {p}, model {m}, model sha256 {w}, configuration sha256 {c}" for p, m, w, c in state.coders) if OWN_ORIGIN in origins else ""
    lines = [
        "cff-version: 1.2.0", f"message: {quoted('If you use this data, please cite it, and the text that it was made from.')}", "type: dataset", f"title: {quoted(what)}", "authors:",
        f"  - name: {quoted('dragoman ' + version)}", f"version: {quoted(str(state.version))}", f"date-released: {state.date[:10]}",
        f"abstract: {quoted(f'{state.documents} documents; store version {state.version}, state of {state.date}' + (f'; coded with {coders}' if coders else ''))}", "identifiers:",
    ]  # fmt: skip
    for name, digest in sorted(hashes.items()):
        lines += ["  - type: other", f"    value: {quoted('sha256:' + digest)}", f"    description: {quoted(name)}"]
    lines += ["references:", "  - type: software", "    title: dragoman", f"    version: {quoted(version)}", "    authors:", "      - name: the dragoman authors"]
    for origin, _, events in state.imports:
        if origin in origins:
            lines += ["  - type: data", f"    title: {quoted(origin)}", f"    notes: {quoted(f'{events} events. {ORIGIN_CITATIONS[origin]}')}", "    authors:", f"      - name: {quoted(origin)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as YAML takes it: a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)
