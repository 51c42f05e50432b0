"""FollowTheMoney entities from a store: who is named, and which sanctions are told of, each with the articles that say so.

The schemata are those of https://followthemoney.tech (4.x): Person, PublicBody, Organization, Company, LegalEntity, Sanction, Article.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from dragoman.records import make_id
from dragoman.store.codes import iso2_of
from dragoman.store.delta import Store
from dragoman.store.views import connect

#: Schema of an actor by its kind; kinds that are not here are nobody in particular, and stand only where a measure is aimed at them.
_SCHEMATA = {
    "person": "Person", "state": "PublicBody", "ministry": "PublicBody", "igo": "Organization", "igo_organ": "Organization", "bloc": "Organization", "company": "Company",
    "media": "Organization", "party": "Organization", "armed_group": "Organization", "org": "Organization",
}  # fmt: skip
_TOPICS = {"state": "gov.national", "ministry": "gov.national", "igo": "gov.igo", "igo_organ": "gov.igo", "party": "pol.party"}
#: FollowTheMoney's codes of former states, and of the European Union.
_COUNTRIES = {"SUN": "suhh", "YUG": "yucs", "SCG": "csxx", "CSK": "cshh", "DDR": "dd", "EUR": "eu"}
#: Stages of a measure that somebody took; what was only threatened or vetoed makes nobody sanctioned.
TAKEN = ("announced", "adopted", "in_force", "extended", "amended", "eased", "suspended", "lifted", "expired")
_DATES = {"announced": "listingDate", "adopted": "listingDate", "in_force": "startDate", "lifted": "endDate", "expired": "endDate"}
_DATE_LENGTHS = {"year": 4, "month": 7, "day": 10, "part_of_day": 10, "minute": 10}
_QUOTED = re.compile(r"([\"'])(.*)\1")
#: Characters that a value may have, where it is not 1,024.
_LONGEST = {"name": 384, "alias": 384, "summary": 65_000, "notes": 65_000, "reason": 65_000, "sourceUrl": 4096}
_UNSEEN = ("Cc", "Cf", "Cs")
MAX_PROOFS = 50
"""Articles that an entity names as proof; states are named in most."""

_THING = frozenset("name alias country summary notes topics wikidataId sourceUrl publisher proof".split())
_LEGAL = _THING | {"sector", "classification"}
PROPERTIES: Mapping[str, frozenset[str]] = {
    "Person": _LEGAL | {"position"}, "PublicBody": _LEGAL, "Organization": _LEGAL, "Company": _LEGAL, "LegalEntity": _LEGAL,
    "Sanction": frozenset("entity authority country provisions status reason date listingDate startDate endDate summary recordId publisher sourceUrl proof".split()),
    "Article": frozenset("title fileName author publishedAt language publisher sourceUrl".split()),
}  # fmt: skip

_ACTORS = """
SELECT a.id, histogram(a.kind) AS kinds, histogram(a.name) AS names, list_sort(list_distinct(list(a.country))) AS countries, list_sort(list_distinct(list(a.sector))) AS sectors,
    list_sort(list_distinct(list(a.wikidata))) AS wikidata, list_sort(list_distinct(flatten(list(list_transform(a.roles, lambda r: r.title))))) AS titles,
    list_sort(list_distinct(list(a.document_id)))[:$most] AS documents, count(DISTINCT a.document_id) AS n
FROM actors a GROUP BY a.id ORDER BY a.id"""
_MEASURES = """
SELECT m.id, m.document_id, m.stage, m.types, m.objective, m.senders, m.targets, m."when", m.evidence, d.publisher, d.url
FROM measures m JOIN documents d ON d.id = m.document_id WHERE m.stage IN (SELECT unnest($taken)) ORDER BY m.id, m.document_id"""


def iter_entities(store: Store) -> Iterator[dict[str, Any]]:
    """Yields the entities of a store: the actors, the sanctions, the articles that they rest on; each kind by id.

    Raises:
        StoreError: there is no store.
    """
    connection = connect(store)
    aimed = {row[0] for row in connection.execute(
        "SELECT DISTINCT t.actor FROM (SELECT unnest(targets) AS t FROM measures WHERE stage IN (SELECT unnest($taken)))", {"taken": list(TAKEN)}).fetchall()}  # fmt: skip
    articles: set[str] = set()
    present: set[str] = set()
    for row in _fetch(connection, _ACTORS, {"most": MAX_PROOFS}):
        entity = _actor(row, row["id"] in aimed)
        if entity is not None:
            articles.update(row["documents"])
            present |= {row["id"]} & aimed
            yield entity
    for row in _fetch(connection, _MEASURES, {"taken": list(TAKEN)}):
        for entity in _sanctions(row, present):
            articles.add(row["document_id"])
            yield entity
    for row in _fetch(connection, "SELECT id, title, path, agencies, published_at, language, publisher, url FROM documents ORDER BY id", {}):
        if row["id"] in articles:
            yield _article(row)


def _fetch(connection: Any, sql: str, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    connection.execute(sql, given or None)
    names = [d[0] for d in connection.description]
    while batch := connection.fetchmany(1000):
        for row in batch:
            yield dict(zip(names, row, strict=True))


def _entity(identity: str, schema: str, **properties: Any) -> dict[str, Any]:
    """An entity without empty values; each property is a list of distinct texts, as FollowTheMoney has it."""
    kept = {}
    for name, values in properties.items():
        items = values if isinstance(values, list | tuple) else [values]
        longest = _LONGEST.get(name, 1024)
        texts = list(dict.fromkeys(text for v in items if v and (text := _clean(str(v))[:longest].rstrip())))
        if texts:
            kept[name] = texts
    return {"id": identity, "schema": schema, "properties": kept}


def _clean(text: str) -> str:
    """One line, composed, without characters that nobody sees: FollowTheMoney takes them out, and what it reads should be what stands here."""
    seen = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _name(text: str) -> str:
    """A name as FollowTheMoney keeps it: without quotation marks around it; empty where nothing is left that can be read."""
    clean = _QUOTED.sub(r"\2", _clean(text)).strip()
    return clean if any(map(str.isalnum, clean)) else ""


def _common(counts: Mapping[str, int]) -> list[str]:
    return [value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _countries(codes: list[str]) -> list[str]:
    return [c for c in (_COUNTRIES.get(code) or (iso2_of(code) or "").lower() for code in codes) if c]


def _actor(row: dict[str, Any], is_aimed: bool) -> dict[str, Any] | None:
    kind = _common(row["kinds"])[0]
    schema = _SCHEMATA.get(kind, "LegalEntity" if is_aimed else None)
    if schema is None:
        return None
    names = [name for given in _common(row["names"]) if (name := _name(given))]
    if not names:
        return None
    return _entity(
        row["id"], schema, name=names[0], alias=names[1:], country=_countries(row["countries"]), topics=_TOPICS.get(kind), sector=row["sectors"],
        classification=kind if schema != "Person" else None, position=row["titles"] if schema == "Person" else None,
        wikidataId=[w for w in row["wikidata"] if re.fullmatch(r"Q[1-9]\d*", w)], notes=f"named in {row['n']} documents" if row["n"] > MAX_PROOFS else None, proof=row["documents"],
    )  # fmt: skip


def _sanctions(row: dict[str, Any], present: set[str]) -> Iterator[dict[str, Any]]:
    when, stage = row["when"], row["stage"]
    length = _DATE_LENGTHS.get(when["precision"])
    day = when["start"][:length] if when["start"] and length else None
    for target in sorted({t["actor"] for t in row["targets"]} & present):
        yield _entity(
            make_id("sa", row["id"], row["document_id"], target), "Sanction", entity=target, authority=[s["name"] for s in row["senders"]],
            country=_countries(sorted({s["country"] for s in row["senders"] if s["country"]})), provisions=[t for t in row["types"] if t != "not_stated"], status=stage,
            reason=row["objective"], **{_DATES.get(stage, "date"): day}, summary=[e["text"] for e in row["evidence"]], recordId=row["id"], publisher=row["publisher"],
            sourceUrl=_web(row["url"]), proof=row["document_id"],
        )  # fmt: skip


def _article(row: dict[str, Any]) -> dict[str, Any]:
    return _entity(
        row["id"], "Article", title=row["title"], fileName=PurePath(row["path"].replace("\\", "/")).name if row["path"] else None, author=row["agencies"],
        publishedAt=(row["published_at"] or "")[:10], language="eng" if (row["language"] or "").startswith("en") else None, publisher=row["publisher"], sourceUrl=_web(row["url"]),
    )  # fmt: skip


def _web(url: str | None) -> str | None:
    """An address of the web with a host, and with the path that FollowTheMoney gives it; None where it is another one."""
    if not url or not url.startswith(("http://", "https://")) or len(url) >= _LONGEST["sourceUrl"]:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (url if parts.path else parts._replace(path="/").geturl()) if parts.hostname else None


def check_entities(entities: list[dict[str, Any]]) -> list[str]:
    """Returns what is wrong with entities by the rules of FollowTheMoney that this export has to do with; for use without its package.

    Schemata and properties must be known, values non-empty texts, ids unique, dates ISO 8601 down to year, month or day, references must lead to an entity of the right kind.
    """
    schemata = {e.get("id"): e.get("schema") for e in entities}
    wrong = [f"{len(entities) - len(schemata)} ids stand twice"] if len(schemata) != len(entities) else []
    for entity in entities:
        name, schema = entity["id"], entity["schema"]
        unknown = set(entity["properties"]) - PROPERTIES.get(schema, frozenset())
        wrong += [f"{name}: {schema} has no {', '.join(sorted(unknown))}"] if unknown else []
        for key, values in entity["properties"].items():
            wrong += [f"{name}: {key} holds {v!r}" for v in values if not isinstance(v, str) or not v.strip() or not _is_fit(key, v, schemata)]
        if (schema == "Sanction" and "entity" not in entity["properties"]) or (schema not in ("Sanction", "Article") and "name" not in entity["properties"]):
            wrong.append(f"{name}: what a {schema} needs is missing")
    return wrong


def _is_fit(key: str, value: str, schemata: Mapping[Any, Any]) -> bool:
    if key in ("date", "listingDate", "startDate", "endDate", "publishedAt"):
        return re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) is not None
    if key == "proof":
        return schemata.get(value) == "Article"
    if key == "entity":
        return schemata.get(value) not in (None, "Article", "Sanction")
    return key != "country" or re.fullmatch(r"[a-z]{2}|[a-z]{4}", value) is not None
