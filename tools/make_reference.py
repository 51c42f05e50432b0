"""Writes the generated pages of the documentation: docs/records.md from the record types, docs/cli.md from the commands' help,
docs/queries.md from the named queries.

    python tools/make_reference.py           write the pages
    python tools/make_reference.py --check   say whether they are up to date
"""

from __future__ import annotations

import inspect
import json
import shlex
import sys
from pathlib import Path
from typing import get_args

import msgspec

import dragoman
from dragoman.records import facts, values
from dragoman.records.document import DocumentHeader, Segment
from dragoman.records.notes import note_of
from dragoman.records.record import Provenance, Record, Rejection
from dragoman.records.schema import TABLES, strip_optional
from dragoman.store import NAMED

ROOT = Path(__file__).parent.parent

SHARED = (
    values.Span, values.Party, values.When, values.ChainLink, Segment, facts.Role, facts.Casualties, facts.Stance, facts.Stage, facts.Atop,
    facts.AgreementRole, facts.AgreementRelation,
    facts.ObligationTrigger, facts.ObligationAction, facts.Participant, facts.SituationName, facts.Check, Provenance,
)  # fmt: skip
RECORDS = (*(kind for kind in TABLES.values() if kind not in (DocumentHeader, Rejection)), Rejection)
VOCABULARIES = {
    "Status": values.Status, "Tri": values.Tri, "Precision": values.Precision, "Basis": values.Basis, "SegmentKind": values.SegmentKind,
    "Factuality": values.Factuality,
}  # fmt: skip

INTRODUCTION = """# Records

This page lists every record type and every field. It is generated from the record types (`python tools/make_reference.py`), and a test keeps it
so. What the types and values *mean* is in the [codebook](codebook.md); how they come about is in the [architecture](architecture.md).

`dragoman code FILE... --format jsonl` prints one object per document, in input order. A document that could not be read has the object
`{"schema_version", "document": <path>, "rejections": [...]}` in its place. The JSON Schema is printed by `dragoman schema`, the Arrow schema of
a table by `dragoman schema TABLE`.

A field may be added in any version. None listed here is renamed, removed or given another meaning without a new `schema_version`.

Every span index counts Unicode code points of the document's text as read, the end is exclusive, and `text == document_text[start:end]` always.
Every record's `id` is a hash of its content: the same document gives the same ids on every machine.

**CSV.** A nested value has a column for each of its parts (`when.start`, `trigger.text`). A list is a JSON array in its cell, and a list of nested
values has one array for each part (`actors.name` is `["Vladimir Putin","Kim Jong Un"]`). Empty means null. Cells hold the document's words as they
are: a spreadsheet may take a word that starts with `=` for a formula, so import such files as text.

**Parquet and Arrow.** One table per record type; nested values are structs and lists, `claims.arguments` is a map. Each row but those of
`documents` starts with `document_id`. The schema's metadata has `dragoman.schema_version`.
"""

QUERIES = """# Named queries

The questions that `dragoman query NAME` answers from [a store](store.md). Generated from their definitions (`python tools/make_reference.py`).

All parameters but those of `cooperation-by-month` and `events-near` may be left out: what is not given narrows nothing. Country codes are
ISO 3166-1 alpha-3 and PLOVER's codes for who is no state. `--format csv`, `json` or `jsonl` gives all rows, `--as-of` the answer as the store stood.
The answers shown are those of two invented documents (`tests/store/query_corpus.py`); a test compares them.
"""


def type_words(kind: msgspec.inspect.Type) -> str:
    """Names a field's type in a word or two."""
    inner, optional = strip_optional(kind)
    end = " or null" if optional else ""
    if isinstance(inner, msgspec.inspect.VarTupleType):
        return f"list of {type_words(inner.item_type)}{end}"
    if isinstance(inner, msgspec.inspect.StructType):
        return f"[{inner.cls.__name__}](#{inner.cls.__name__.lower()}){end}"
    if isinstance(inner, msgspec.inspect.LiteralType):
        for name, literal in VOCABULARIES.items():
            if set(get_args(literal)) == set(inner.values):
                return f"[{name}](#{name.lower()}){end}"
        return " · ".join(f"`{value}`" for value in inner.values) + end
    if isinstance(inner, msgspec.inspect.DictType):
        return f"map of text to {type_words(inner.value_type)}"
    names = {"StrType": "text", "IntType": "integer", "FloatType": "number", "BoolType": "true or false"}
    return names[type(inner).__name__] + end


def type_section(cls: type[msgspec.Struct]) -> str:
    """Returns the section of one record type: what it is for, and its fields."""
    kind = msgspec.inspect.type_info(cls)
    if not isinstance(kind, msgspec.inspect.StructType):
        raise TypeError(f"{cls} is no record type")
    rows = [f"| `{f.encode_name}` | {type_words(f.type)} | {note_of(cls, f.encode_name)} |" for f in kind.fields]
    purpose = inspect.cleandoc(cls.__doc__ or "").split("\n\nRaises:")[0].replace("``", "`")
    return "\n".join([f"### {cls.__name__}", "", purpose, "", "| field | type | holds |", "|---|---|---|", *rows, ""])


def records_page() -> str:
    """Returns docs/records.md."""
    words = [f"### {name}\n\n" + " · ".join(f"`{value}`" for value in get_args(literal)) + "\n" for name, literal in VOCABULARIES.items()]
    parts = [
        INTRODUCTION, "## One document", type_section(Record), type_section(DocumentHeader),
        "## Record types", *(type_section(cls) for cls in RECORDS),
        "## Shared values", *(type_section(cls) for cls in SHARED), "## Vocabularies", *words,
    ]  # fmt: skip
    return "\n".join(parts)


def cli_page() -> str:
    """Returns docs/cli.md: purpose, examples, arguments and options of each command."""
    import typer.main

    from dragoman.cli.app import EXIT_CODES, HELP, app

    group = typer.main.get_command(app)
    parts = [
        "# Command line\n",
        "What each command takes. Generated from the commands (`python tools/make_reference.py`); a test keeps it so. `--help` says the same.\n",
        EXIT_CODES.replace("usage.", "usage, 130 stopped by Ctrl-C, 141 the reader of the output went away.").split(" Documentation")[0],
        "Where some of several documents cannot be read, the code is 0 and each is reported. Error codes are listed in [errors](errors.md).\n",
        "## dragoman\n", inspect.cleandoc(HELP) + "\n", parameter_table(group),
    ]  # fmt: skip
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        members = getattr(command, "commands", {})
        if members:  # a group says only what its commands have in common
            parts += [f"## dragoman {name}\n", f"{command.help}\n"]
        for heading, item in [(f"### dragoman {name} {sub}\n", one) for sub, one in members.items()] or [(f"## dragoman {name}\n", command)]:
            parts += [heading, help_markdown(item.callback.__doc__), parameter_table(item)]
    return "\n".join(parts)


def help_markdown(text: str) -> str:
    """Turns a command's help into Markdown: what stands after ``\\b`` is shown as it is."""
    blocks = inspect.cleandoc(text).split("\n\n")
    return "\n".join(f"```text\n{block[2:].strip()}\n```\n" if block.startswith("\b") else f"{block}\n" for block in blocks)


def parameter_table(command: object) -> str:
    """Returns the arguments and options of a command as a table."""
    rows = ["| argument or option | what it is | default |", "|---|---|---|"]
    for parameter in command.params:  # type: ignore[attr-defined]
        is_option = parameter.param_type_name == "option"
        name = " ".join(f"`{name}`" for name in parameter.opts) if is_option else f"`{parameter.metavar}`"
        value = f" `{parameter.metavar}`" if is_option and parameter.metavar else ""
        default = "" if parameter.default in (None, False) or parameter.required else f"`{parameter.default}`"
        rows.append(f"| {name}{value} | {parameter.help} | {'required' if parameter.required else default} |")
    return "\n".join(rows) + "\n"


def queries_page() -> str:
    """Returns docs/queries.md: each named query with its parameters, a command, and what two made-up documents answer."""
    answers = json.loads((ROOT / "tests" / "store" / "query_answers.json").read_text(encoding="utf-8"))
    parts = [QUERIES]
    for name, query in NAMED.items():
        given = "".join(f" --set {key}={shlex.quote(value)}" for key, value in query.example.items())
        parts += [f"## {name}\n", f"{query.question}\n", f"```text\ndragoman query {name}{given} --store archive\n```\n"]
        parts += ["| parameter | what it is |", "|---|---|", *(f"| `{key}` | {what} |" for key, what in query.parameters.items()), ""]
        found = answers[name]
        parts += ["| column | of the example |" if len(found["rows"]) == 1 else f"| column | of the first of {len(found['rows'])} rows |", "|---|---|"]
        parts += [f"| `{column}` | {cell(value)} |" for column, value in zip(found["columns"], found["rows"][0], strict=True)] + [""]
    return "\n".join(parts)


def cell(value: object) -> str:
    """Returns a value as the cell of a table."""
    return "" if value is None else "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def pages() -> dict[Path, str]:
    """Returns the generated pages by path."""
    docs = ROOT / "docs"
    return {docs / "records.md": records_page(), docs / "cli.md": cli_page(), docs / "queries.md": queries_page()}


def main(arguments: list[str]) -> int:
    """Writes the pages, or checks them."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" not in arguments:
            path.write_text(pages()[path], encoding="utf-8")
        sys.stdout.write(f"{'stale' if '--check' in arguments else 'written'}: {path.relative_to(ROOT)} (dragoman {dragoman.__version__})\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
