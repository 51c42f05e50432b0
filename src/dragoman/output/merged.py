"""What ``dragoman merge show`` prints of one canonical record."""

from __future__ import annotations

import json
from typing import IO, Any


def write_merged(described: dict[str, Any], stream: IO[bytes], *, format_name: str) -> None:
    """Writes a described record as JSON, or as text with reports, values, reasons and decisions; controls are taken out of what documents say."""
    if format_name == "json":
        stream.write(json.dumps(described, indent=2, ensure_ascii=False).encode() + b"\n")
        return
    stream.write("\n".join(_lines(described)).encode("utf-8", "replace") + b"\n")


def _plain(text: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def _lines(d: dict[str, Any]) -> list[str]:
    out = [f"{d['kind']} {d['canonical_id']}: {len(d['reports'])} reports, {d['documents']} documents, {d['sources']} independent sources", ""]
    out += [f"  {r['id']}  {r['published_at'] or 'undated'}  {_plain(r['title'] or r['path'] or r['document_id'])}" + (f"\n      {_plain(r['words'])}" if r["words"] else "") for r in d["reports"]]
    if d["values"]:
        out += ["", "Values:"]
        for field, values in d["values"].items():
            mark = "  (they differ)" if len(values) > 1 else ""
            out += [f"  {field}{mark}", *(f"      {_plain(v['value'])}  per {', '.join(map(_plain, v['sources']))}" for v in values)]
    for title, verdict in (("One because:", "same"), ("Undecided:", "undecided")):
        pairs = [p for p in d["pairs"] if p["verdict"] == verdict]
        if pairs:
            out += ["", title]
            for p in pairs[:20]:
                out.append(f"  {p['a']} {p['b']}  {p['score']:.2f}")
                out += [f"      {r['adds']:+.2f}  {r['feature']} ({r['value']:g})" for r in p["reasons"][:6]]
            if len(pairs) > 20:
                out.append(f"  and {len(pairs) - 20} more (--format json)")
    if d["decisions"]:
        out += ["", "Decisions:"]
        out += [f"  {x['decision']}  {x['verdict']}  {x['a']} {x['b']}  by {_plain(x['by'])}, {x['at']}{', withdrawn' if x['withdrawn'] else ''}"
                + (f": {_plain(x['reason'])}" if x["reason"] else "") for x in d["decisions"]]  # fmt: skip
    return out
