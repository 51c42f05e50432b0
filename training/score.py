"""Scores the exported model (the one that is shipped) on EWT dev and on the corpus's dev or test part; prints one JSON object.

    python -m training.score --data DATA --part test
"""

from __future__ import annotations

import argparse
import collections
import json
from pathlib import Path

import numpy as np

from dragoman.language.decode import TRIGGER_THRESHOLD, tagged_spans
from dragoman.language.reader import Reader
from dragoman.language.trees import decode_tree
from training import labels
from training.corpus_format import HERE, PARTIAL, iter_items, split_of
from training.data import IGNORE, attach_names, read_conllu, read_corpus_item


def f1(hits: int, found: int, wanted: int) -> dict[str, float]:
    p, r = hits / max(found, 1), hits / max(wanted, 1)
    return {"precision": round(p, 3), "recall": round(r, 3), "f1": round(2 * p * r / max(p + r, 1e-9), 3), "n": wanted}


def spans_of(tags: list[int], names: list[str]) -> set[tuple[int, int, str]]:
    out, start, kind = set(), None, ""
    for i, t in enumerate([*tags, 0]):
        name = names[t] if t >= 0 else "O"
        if start is not None and name != f"I-{kind}":
            out.add((start, i, kind))
            start = None
        if name != "O" and start is None:
            start, kind = i, name[2:]
    return out


def syntax(reader: Reader, data: Path, limit: int) -> dict[str, object]:
    rows = read_conllu(data / "train/ud_ewt/en_ewt-ud-dev.conllu")[:limit]
    attach_names(rows, data / "train/ner_uner_ewt/en_ewt-ud-dev.iob2")
    n = tags = uas = las = 0
    names = collections.Counter()
    for _, _, e in rows:
        text, spans = e.surface()
        if len(spans) > 160 or e.heads is None or e.rels is None:
            continue
        out = reader.run(text, spans)
        m = len(spans)
        heads = decode_tree(out["arc"][:m, : m + 1])
        for i in range(m):
            n += 1
            tags += int(out["pos"][i].argmax()) == e.tags["pos"][i]
            if heads[i] == e.heads[i]:
                uas += 1
                rel = int(out["rel"][i, heads[i] + 1].argmax())
                las += labels.DEPREL[rel].split(":")[0] == (labels.DEPREL[e.rels[i]].split(":")[0] if e.rels[i] != IGNORE else "")
        if "name" in e.tags:
            gold, got = spans_of(e.tags["name"], labels.NAME), {s[:3] for s in tagged_spans(out["name"][:m], labels.NAME)}
            got = {g for g in got if g[2] != "MISC"}
            names.update(hits=len(gold & got), found=len(got), wanted=len(gold))
    return {"upos": round(tags / n, 4), "uas": round(uas / n, 4), "las": round(las / n, 4), "words": n,
            "names": f1(names["hits"], names["found"], names["wanted"])}


def events(reader: Reader, part: str) -> dict[str, object]:
    c: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    per_type: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    confusion: collections.Counter = collections.Counter()
    for path in sorted((HERE / "corpus").glob("*.txt")):
        if path.name.startswith(PARTIAL):
            continue
        for item in iter_items(path, []):
            if part != "all" and split_of(item.id) != part:
                continue
            e = read_corpus_item(item)
            if len(e.words) > 160 or len(e.words) < 2:
                continue
            out = reader.run(e.text or "", e.spans or [])
            mass = 1 - out["trigger"][:, 0]
            got = {(i, int(out["trigger"][i, 1:].argmax()) + 1) for i in range(len(e.words)) if mass[i] >= TRIGGER_THRESHOLD}
            gold = {(i, t) for i, t in enumerate(e.tags["trigger"]) if t}
            c["trigger"].update(hits=len({i for i, _ in got} & {i for i, _ in gold}), found=len(got), wanted=len(gold))
            c["typed"].update(hits=len(got & gold), found=len(got), wanted=len(gold))
            for i, t in gold:
                per_type[labels.TRIGGER[t]].update(wanted=1, hits=int((i, t) in got))
                status = e.tags["status"][i]
                said = int(out["status"][i].argmax())
                confusion[(labels.STATUS[status], labels.STATUS[said])] += 1
            for _, t in got:
                per_type[labels.TRIGGER[t]].update(found=1)
            for name in ("role", "quote"):
                for i, row in e.rows.get(name, []):
                    best = out[name][i].argmax(-1)
                    for j, wanted in enumerate(row):
                        said = int(best[j])
                        key = f"{name} words"
                        c[key].update(hits=int(said == wanted and wanted > 0), found=int(said > 0), wanted=int(wanted > 0))
                        kind = getattr(labels, name.upper())[wanted]
                        if wanted:
                            c[f"{name} {kind}"].update(wanted=1, hits=int(said == wanted))
                        if said:
                            c[f"{name} {getattr(labels, name.upper())[said]}"].update(found=1)
            cues, found = {i for i, t in enumerate(e.tags["cue"]) if t == 1}, {i for i in range(len(e.words)) if out["cue"][i, 1] >= 0.5}
            c["cue"].update(hits=len(cues & found), found=len(found), wanted=len(cues))
            g, s = spans_of(e.tags["mention"], labels.MENTION), {s[:3] for s in tagged_spans(out["mention"][: len(e.words)], labels.MENTION)}
            c["mention"].update(hits=len(g & s), found=len(s), wanted=len(g))
            for source, target, kind in e.relations:
                said = int(reader.run(e.text or "", e.spans or [], source=source, target=target)["relation"].argmax())
                c["relation"].update(hits=int(said == kind), found=1, wanted=1)
    macro = []
    for name in labels.STATUS:
        hits, found = confusion[(name, name)], sum(v for (_, s), v in confusion.items() if s == name)
        wanted = sum(v for (g, _), v in confusion.items() if g == name)
        if wanted:
            macro.append((name, f1(hits, found, wanted)))
    return {
        **{k: f1(v["hits"], v["found"], v["wanted"]) for k, v in sorted(c.items())},
        "types": {k: f1(v["hits"], v["found"], v["wanted"]) for k, v in sorted(per_type.items())},
        "status": dict(macro), "status macro f1": round(float(np.mean([m["f1"] for _, m in macro])), 3) if macro else None,
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data")
    parser.add_argument("--part", default="dev", choices=["train", "dev", "test", "all"])
    parser.add_argument("--sentences", type=int, default=2001)
    arguments = parser.parse_args()
    reader = Reader()
    result: dict[str, object] = {"model": reader.name, "part": arguments.part}
    if arguments.data:
        result["ewt dev"] = syntax(reader, Path(arguments.data), arguments.sentences)
    result["corpus"] = events(reader, arguments.part)
    print(json.dumps(result, indent=1))
