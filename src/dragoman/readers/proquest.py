"""Exports of ProQuest as plain text: articles between lines of underscores or equals signs, fields with their names in front."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.readers.articles import Article, one_line

MARKS = re.compile(rb"(?m)^\s*(?:Full text|Full Text|Abstract):")
"""One of these stands in every export."""

_RULE = re.compile(r"\s*(?:_{20,}|={20,})\s*")
_FIELDS = (
    "Title", "Subtitle", "Alternate title", "Author", "Correspondence author", "Publication info", "Publication title", "Publication year", "Publication date", "Publication subject",
    "Publication note", "Abstract", "Abstract (summary)", "Links", "Full text", "Full Text", "Subject", "Location", "People", "Company / organization", "Company/organization", "Classification",
    "Identifier / keyword", "Identifiers / keywords", "Pages", "First page", "Number of pages", "Volume", "Issue", "Section", "Column", "Publisher", "Place of publication",
    "Country of publication", "ISSN", "e-ISSN", "ISBN", "CODEN", "Source type", "Source", "Language of publication", "Language", "Document type", "Document feature", "DOI", "Accession number",
    "ProQuest document ID", "Document URL", "Copyright", "Last updated", "Database", "Credit", "Dateline", "Series", "Source attribution", "Entry date", "Update", "Rights",
    "Online publication date", "Milestone dates", "Publication history", "Supplement", "Journal subject", "Tag", "Industry", "Business indexing term", "Notes",
)  # fmt: skip
_FIELD = re.compile(rf"(?P<name>{'|'.join(re.escape(name) for name in sorted(_FIELDS, key=len, reverse=True))}):(?:\s+(?P<value>.*)|\s*)")
_IN_TEXT = frozenset({"Credit", "Notes", "Source", "Section", "Column", "Update", "Issue", "Volume", "Location", "Series", "Tag", "People", "Rights", "Industry", "Language", "Links", "Supplement",
                      "Dateline", "Identifier", "Subject", "Abstract", "Author", "Copyright", "Publisher", "Database", "Classification", "Pages"})  # fmt: skip
"""Names that a line of an article may begin with, too: inside of the full text they count behind an empty line, with another field right below."""


def is_export(text: str) -> bool:
    """Says whether ``text`` is an export of ProQuest: full texts or abstracts with the fields that the database adds."""
    return (
        re.search(r"(?m)^\s*(?:Full [Tt]ext|Abstract):", text) is not None
        and re.search(r"(?m)^\s*Title: ", text) is not None
        and re.search(r"(?m)^\s*(?:Publication title|Publication info|Publication date|ProQuest document ID): ", text) is not None
    )


def iter_articles(text: str) -> Iterator[Article]:
    """Yields the articles in order."""
    block: list[str] = []
    for line in [*text.splitlines(), "_" * 40]:
        if _RULE.fullmatch(line) is None:
            block.append(line)
            continue
        fields = _read_fields(block)
        block = []
        if "Title" in fields and ("Full text" in fields or "Publication date" in fields or "Publication info" in fields):
            yield _make(fields)


def _read_fields(lines: list[str]) -> dict[str, list[str]]:
    """Returns the lines of each field; of fields that stand twice the first that is filled counts."""
    fields: dict[str, list[str]] = {}
    current: list[str] | None = None
    in_text = False
    for number, line in enumerate(lines):
        match = _FIELD.match(line)
        if match is not None and not (in_text and _is_of_text(match["name"], lines, number)):
            name = "Full text" if match["name"] == "Full Text" else match["name"]
            in_text = name == "Full text"
            current = [match["value"] or ""]
            if not any(part.strip() for part in fields.get(name, [])):
                fields[name] = current
        elif current is not None:
            current.append(line)
    return fields


def _is_of_text(name: str, lines: list[str], number: int) -> bool:
    """Says whether a line of the full text that begins as a field does belongs to the article."""
    if name not in _IN_TEXT:
        return False
    below = next((line for line in lines[number + 1 : number + 3] if line.strip()), "")
    return lines[number - 1].strip() != "" or _FIELD.match(below) is None


def _make(fields: dict[str, list[str]]) -> Article:
    def get(name: str) -> str | None:
        return one_line(fields.get(name, []))

    info = get("Publication info") or ""
    publication = get("Publication title") or info.partition(";")[0] or None
    return Article(
        body="\n".join(fields.get("Full text", [])).strip(), title=get("Title"), date=get("Publication date") or _date_of_info(info) or get("Publication year"),
        publisher=publication.partition(";")[0].strip() if publication else None, byline=get("Author"), dateline=get("Dateline"),
        language=get("Language of publication") or get("Language"), url=_url(get("Document URL")),
    )  # fmt: skip


def _date_of_info(info: str) -> str | None:
    """Returns the date of ``New York Times ; New York, N.Y. [New York, N.Y]04 Mar 2024: A.1.``."""
    match = re.search(r"(\d{1,2} [A-Z][a-z]{2,8} \d{4})", info)
    return match[1] if match is not None else None


def _url(value: str | None) -> str | None:
    return value if value is not None and value.startswith(("http://", "https://")) else None
