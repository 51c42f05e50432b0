"""Merging the documents and records of a store: in steps, with the same result as at one go, and with decisions that can be withdrawn."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from dragoman.errors import StoreError
from dragoman.merge import (
    KINDS,
    WINDOW_DAYS,
    Decision,
    DocumentSketch,
    Merged,
    Report,
    actor_report,
    alone_key,
    group_documents,
    is_named,
    iter_reports,
    load_model,
    make_sketch,
    merge_reports,
)  # fmt: skip
from dragoman.merge.documents import DOCUMENT_WINDOW_DAYS
from dragoman.merge.model import model_sha256
from dragoman.records import make_id
from dragoman.store import Store
from dragoman.store.merges import MergeReader, StoredDecision

#: Kinds that a user can decide on.
DECIDABLE = (*KINDS, "actors")
#: Documents of one step of a long run: their records and those of the days around them are held in memory.
STEP_DOCUMENTS = 5000
Rows = dict[str, list[dict[str, Any]]]


class MergeSummary(msgspec.Struct, kw_only=True):
    """What a run did: documents that were new to it, records that changed their group, per kind."""

    documents: int = 0
    copies: int = 0
    changed: dict[str, int] = {}


def merge_store(store: Store, *, full: bool = False, report: Callable[[int], None] | None = None) -> MergeSummary:
    """Merges what was added since the last run; all of it where the model has changed, or ``full`` is given.

    The outcome depends on what the store holds and on standing decisions only, not on the steps in which it came.

    Args:
        store: its tables ``merge_groups``, ``merge_pairs`` and ``document_groups`` are brought up to date.
        full: look at everything again.
        report: called with the number of documents done.

    Raises:
        StoreError: there is no store.
    """
    reader = MergeReader(store)
    sha = model_sha256()
    covered, last = reader.covered()
    anew = full or (last is not None and last != sha)
    batches = reader.batches()
    fresh = [b for b in batches if anew or b not in covered]
    summary = MergeSummary(changed={})
    if not fresh:
        return summary
    work = _Work(reader, reader.decisions(), anew=anew)
    documents = reader.documents_of(fresh)
    for start in range(0, len(documents), STEP_DOCUMENTS):
        work.take(documents[start : start + STEP_DOCUMENTS])
        if report is not None:
            report(min(len(documents), start + STEP_DOCUMENTS))
    work.take_actors()
    rows = work.rows()
    summary.documents, summary.copies, summary.changed = len(documents), work.copies, dict(work.changed)
    name = make_id("run", sha, fresh)
    run: dict[str, Any] = {"run": name, "model_sha256": sha, "batches": fresh, "at": _now()}
    store.commit({**rows, "merge_runs": [run]}, name)
    return summary


def join(store: Store, ids: Iterable[str], *, by: str = "user", reason: str = "") -> str:
    """Decides that records are one, together with all that each of them is one with now; returns the name of the decision. A store that was never merged is merged first.

    Raises:
        StoreError: a record is missing, or they are of different kinds.
    """
    reader, kind, given = _ready(store, ids, least=2)
    pairs = set()
    for identity in given:
        pairs |= {(identity, other) for other in reader.members(kind, reader.groups_of(kind, identity)) if other != identity}
    pairs |= {(given[0], other) for other in given[1:]}
    return _decide(store, reader, kind, pairs, "same", by, reason)


def split(store: Store, ids: Iterable[str], *, by: str = "user", reason: str = "") -> str:
    """Decides that records are not one: one record against all others of its group, several against each other; returns the name of the decision.

    A store that was never merged is merged first.

    Raises:
        StoreError: a record is missing, they are of different kinds, or the one given stands alone already.
    """
    reader, kind, given = _ready(store, ids, least=1)
    if len(given) == 1:
        pairs = {(given[0], other) for other in reader.members(kind, reader.groups_of(kind, given[0])) if other != given[0]}
        if not pairs:
            raise StoreError("DRG-MERGE-003", f"{given[0]} stands alone already")
    else:
        pairs = set(itertools.combinations(given, 2))
    return _decide(store, reader, kind, pairs, "different", by, reason)


def withdraw(store: Store, decision: str, *, by: str = "user", reason: str = "") -> None:
    """Withdraws a decision: everything stands again as if it had not been taken.

    Raises:
        StoreError: there is no such decision, or it was withdrawn before.
    """
    reader = MergeReader(store)
    rows = [d for d in reader.decisions() if d.decision == decision]
    if not rows:
        raise StoreError("DRG-MERGE-004", f"there is no decision {decision!r}; dragoman merge decisions lists them")
    if rows[0].withdrawn:
        raise StoreError("DRG-MERGE-004", f"the decision {decision} was withdrawn before")
    standing = [d for d in reader.decisions() if d.decision != decision]
    row = {"decision": decision, "kind": rows[0].kind, "a": "", "b": "", "verdict": "withdrawn", "by": by, "reason": reason, "at": _now()}
    _apply(store, reader, rows[0].kind, standing, {i for d in rows for i in (d.a, d.b)}, [row])


def describe(store: Store, identity: str) -> dict[str, Any]:
    """Returns all that the store knows of one thing, as plain values: reports, values by field with their sources, pairs with reasons, decisions.

    Raises:
        StoreError: the store holds no such record.
    """
    reader = MergeReader(store)
    kind = reader.kind_of(identity, DECIDABLE)
    if kind is None:
        raise StoreError("DRG-MERGE-001", f"the store holds no record {identity!r} of {', '.join(DECIDABLE)}")
    canonical = reader.groups_of(kind, identity)
    shown, members = reader.shown(kind, canonical), set(reader.members(kind, canonical))
    values: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for field, value, sources, documents in shown["values"]:
        values[field].append({"value": value, "sources": sources, "documents": documents})
    model = load_model()[kind]
    pairs = []
    for a, b, score, verdict, features in shown["pairs"]:
        reasons = [{"feature": name, "value": value, "adds": round(adds, 3)} for name, value, adds in model.explain(msgspec.json.decode(features))]
        pairs.append({"a": a, "b": b, "score": score, "verdict": verdict, "reasons": reasons})
    decisions = [msgspec.to_builtins(d) for d in reader.decisions() if d.kind == kind and members & {d.a, d.b}]
    names = ("id", "published_at", "title", "path", "words", "document_id")
    return {
        "kind": kind, "canonical_id": canonical, "documents": len({r[5] for r in shown["reports"]}), "sources": reader.sources(kind, canonical),
        "reports": [dict(zip(names, r, strict=True)) for r in shown["reports"]], "values": dict(values), "pairs": pairs, "decisions": decisions,
    }  # fmt: skip


def _ready(store: Store, ids: Iterable[str], *, least: int) -> tuple[MergeReader, str, list[str]]:
    """Returns what a decision starts from: the store as merging left it, and the records, checked. What records are one with is known only once the store was merged."""
    reader = MergeReader(store)
    kind, given = _checked(reader, ids, least=least)
    if reader.covered()[1] is None:
        merge_store(store)
        reader = MergeReader(store)
    return reader, kind, given


def _checked(reader: MergeReader, ids: Iterable[str], *, least: int) -> tuple[str, list[str]]:
    given = list(dict.fromkeys(ids))
    kinds = {}
    for identity in given:
        kind = reader.kind_of(identity, DECIDABLE)
        if kind is None:
            raise StoreError("DRG-MERGE-001", f"the store holds no record {identity!r} of {', '.join(DECIDABLE)}")
        kinds[identity] = kind
    if len(given) < least or len(set(kinds.values())) != 1:
        raise StoreError("DRG-MERGE-002", f"give {least} or more records of one kind, not: {', '.join(f'{i} ({k})' for i, k in kinds.items()) or 'nothing'}")
    return kinds[given[0]], given


def _decide(store: Store, reader: MergeReader, kind: str, pairs: set[tuple[str, str]], verdict: str, by: str, reason: str) -> str:
    ordered = sorted({(min(p), max(p)) for p in pairs})
    seq, at = store.version() + 1, _now()
    name = make_id("md", kind, ordered, verdict, seq)
    fresh = [StoredDecision(decision=name, kind=kind, a=a, b=b, verdict=verdict, by=by, reason=reason, at=at, seq=seq, withdrawn=False) for a, b in ordered]
    rows = [{k: v for k, v in msgspec.to_builtins(d).items() if k not in ("seq", "withdrawn")} for d in fresh]
    _apply(store, reader, kind, [*reader.decisions(), *fresh], {i for pair in ordered for i in pair}, rows)
    return name


def _apply(store: Store, reader: MergeReader, kind: str, decisions: list[StoredDecision], seeds: set[str], rows: list[dict[str, Any]]) -> None:
    """Writes a decision together with what follows from it."""
    work = _Work(reader, decisions, anew=False)
    if kind == "actors":
        work.take_actors()
    else:
        work.take_records(kind, seeds)
    store.commit({**work.rows(), "merge_decisions": rows}, rows[0]["decision"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class _Work:
    """Reports in memory, and how groups and pairs stood and stand."""

    def __init__(self, reader: MergeReader, decisions: list[StoredDecision], *, anew: bool) -> None:
        self._reader, self._anew = reader, anew
        self._models = load_model()
        self._decisions: dict[str, list[Decision]] = {kind: [] for kind in DECIDABLE}
        for d in decisions:
            if not d.withdrawn:
                self._decisions[d.kind].append(Decision(a=d.a, b=d.b, verdict="same" if d.verdict == "same" else "different", order=d.seq))
        self._reports: dict[str, dict[str, Report]] = {kind: {} for kind in KINDS}
        self._sketches: dict[str, DocumentSketch] = {}
        self._groups: dict[str, dict[str, str]] = {}
        self._pairs: dict[str, dict[tuple[str, str], tuple[float, str, str]]] = {}
        self._copies: dict[str, tuple[str, str]] = {}
        self.copies = 0
        self.changed: dict[str, int] = {}

    def take(self, documents: list[str]) -> None:
        """Merges new documents and their records with what is near them."""
        self._reports = {kind: {} for kind in KINDS}
        self._sketches = {}
        self._load(set(documents))
        self._take_copies(set(documents))
        new = set(documents)
        for kind in KINDS:
            seeds = {r.id for r in self._reports[kind].values() if r.document in new}
            if seeds:
                self.take_records(kind, seeds)

    def _load(self, documents: set[str]) -> None:
        for record, text in self._reader.iter_coded(documents - self._sketches.keys()):
            self._sketches[record.document.id] = make_sketch(record, text)
            for report in iter_reports(record, text):
                self._reports[report.kind][report.id] = report

    def _take_copies(self, new: set[str]) -> None:
        looked: set[int | None] = set()
        affected = new
        while days := _around({self._sketches[d].published for d in affected if d in self._sketches}, DOCUMENT_WINDOW_DAYS) - looked:
            looked |= days
            self._load(self._reader.documents_published(days))
            found = group_documents(self._sketches.values(), seeds=new)
            affected = new | found.groups.keys()
        if not looked:
            return
        for document in affected:
            group = found.groups.get(document, document)
            self._copies[document] = (group, found.sources[group]) if document in found.groups else (document, "")
        for like in found.likenesses:
            self._pairs.setdefault("documents", {})[like.a, like.b] = (like.containment, like.relation, msgspec.json.encode(like.features).decode())

    def take_records(self, kind: str, seeds: set[str]) -> None:
        """Merges records of one kind; loads documents until every record that is looked at has those of its window beside it."""
        decided = {i for d in self._decisions[kind] for i in (d.a, d.b)}
        self._load(self._reader.documents_with(kind, decided | seeds))
        looked: set[int | None] = set()
        moments = {self._reports[kind][s].moment for s in seeds if s in self._reports[kind]}
        merged = Merged(groups={}, pairs=(), moments=frozenset())
        while days := _around(moments, WINDOW_DAYS[kind]) - looked:
            looked |= days
            self._load(self._reader.documents_near(kind, days))
            merged = merge_reports(self._reports[kind].values(), self._decisions[kind], model=self._models[kind], seeds=seeds)
            moments = set(merged.moments)
        self._keep(kind, merged)

    def take_actors(self) -> None:
        """Merges all named actors of the store by their names; those of one name, kind and state are one unless somebody decided on them."""
        decided = {i for d in self._decisions["actors"] for i in (d.a, d.b)}
        alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
        reports = []
        for identity, name, kind, country, known_as in self._reader.actors():
            if is_named(kind, name):
                key = (None if identity in decided else alone_key(kind, name, country)) or (identity,)
                if not alike[key]:
                    reports.append(actor_report(identity, name, kind, country, known_as))
                alike[key].append(identity)
        merged = merge_reports(reports, self._decisions["actors"], model=self._models["actors"])
        groups = {i: merged.groups[ids[0]] for ids in alike.values() for i in ids}
        self._keep("actors", msgspec.structs.replace(merged, groups=groups))

    def _keep(self, kind: str, merged: Merged) -> None:
        self._groups.setdefault(kind, {}).update(merged.groups)
        pairs = self._pairs.setdefault(kind, {})
        for p in merged.pairs:
            pairs[p.a, p.b] = (round(p.score, 6), p.verdict, msgspec.json.encode(p.features, order="sorted").decode())

    def rows(self) -> Rows:
        """Returns the rows that bring the store up to date: only what is otherwise than before."""
        out: Rows = {"merge_groups": [], "merge_pairs": [], "document_groups": []}
        for kind, groups in sorted(self._groups.items()):
            before = self._reader.groups(kind)
            changed = {i: c for i, c in groups.items() if before.get(i, i) != c}
            self.changed[kind] = len(changed)
            out["merge_groups"] += [{"kind": kind, "id": i, "canonical_id": c} for i, c in sorted(changed.items())]
        for kind, pairs in sorted(self._pairs.items()):
            stood = self._reader.pairs(kind)
            out["merge_pairs"] += [{"kind": kind, "a": a, "b": b, "score": s, "verdict": v, "features": f} for (a, b), (s, v, f) in sorted(pairs.items()) if stood.get((a, b)) != (s, v)]
            if self._anew:
                gone = stood.keys() - pairs.keys()
                out["merge_pairs"] += [{"kind": kind, "a": a, "b": b, "score": 0.0, "verdict": "void", "features": "{}"} for a, b in sorted(gone)]
        known = self._reader.document_groups()
        for document, (group, source) in sorted(self._copies.items()):
            if known.get(document, (document, "")) != (group, source):
                out["document_groups"].append({"document_id": document, "group_id": group, "source": source})
        self.copies = sum(group != document for document, (group, _) in self._copies.items())
        return out


def _around(moments: Iterable[int | None], window: int) -> set[int | None]:
    out: set[int | None] = set()
    for moment in moments:
        out |= {None} if moment is None else set(range(moment - window, moment + window + 1))
    return out


__all__ = ["DECIDABLE", "MergeSummary", "describe", "join", "merge_store", "split", "withdraw"]
