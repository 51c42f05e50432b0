"""Measures the shipped model on every set and writes the figures: training/scores.json and docs/quality_tables.md.

    python -m training.report --data DATA        # all sets; about five minutes on one core

Both files are checked in, so that a changed score is visible in the change that made it. DATA is the folder that holds train/ and dev/ (docs/training.md).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dragoman.evaluate import (
    evaluate_actors,
    evaluate_attribution,
    evaluate_dates,
    evaluate_documents,
    evaluate_mentions,
    evaluate_place_cases,
    evaluate_places,
    evaluate_relations,
)
from dragoman.extract.status import NOT_ACTUAL
from dragoman.language import Gate
from dragoman.language.reader import Reader
from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Document
from training import actors_score, calibrate, coref_score, events_score, identity_score, leaders_score, links_score
from training.corpus_format import HERE, iter_items
from training.score import events, syntax

SCORES, PAGE = HERE / "scores.json", HERE.parent / "docs" / "quality_tables.md"
ROUNDS = 1000
WORST = 100


def bootstrap(confusion: Mapping[str, Mapping[str, int]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """95 % intervals of accuracy and macro-F1 by resampling rows of a confusion table (Efron 1979)."""
    rows = [(gold, said) for gold, row in confusion.items() for said, n in row.items() for _ in range(n)]
    rng = random.Random(7)
    found: dict[str, list[float]] = {"accuracy": [], "macro_f1": []}
    for _ in range(rounds):
        sample = rng.choices(rows, k=len(rows))
        names = sorted({gold for gold, _ in sample})
        hits = {name: sum(g == s == name for g, s in sample) for name in names}
        total = {name: sum((g == name) + (s == name) for g, s in sample) for name in names}
        found["accuracy"].append(sum(hits.values()) / len(sample))
        found["macro_f1"].append(sum(2 * hits[name] / total[name] for name in names) / len(names))
    return {name: [round(sorted(values)[int(q * rounds)], 4) for q in (0.025, 0.975)] for name, values in found.items()}


def nothing() -> dict[str, object]:
    """False events on the sentences about sport, markets, weather and culture: of all kinds, and those told as fact (a user counts these)."""
    coder = load_coder()
    rows: dict[str, list[tuple[int, int]]] = {}
    wrong = []
    for item in iter_items(HERE / "corpus" / "nothing_test.txt"):
        document = read_text(item.text)
        coded = coder.code_document(document) if isinstance(document, Document) else document
        found = coded.record.events if isinstance(coded, CodedDocument) else ()
        told = [e for e in found if e.status not in NOT_ACTUAL]
        rows.setdefault(item.id.split("-")[1], []).append((len(found), sum(e.exportable for e in told)))
        wrong += [f"{e.event_type} {e.trigger.text!r}: {item.text}" for e in found]
    gate = Gate.load()
    n = sum(map(len, rows.values()))
    return {
        "sentences": n,
        "false events in 100 sentences": round(100 * sum(a for r in rows.values() for a, _ in r) / n, 2),
        "false exportable events in 100 sentences": round(100 * sum(b for r in rows.values() for _, b in r) / n, 2),
        "by topic": {topic: sum(a for a, _ in r) for topic, r in sorted(rows.items())},
        "sentences that the gate drops": round(sum(not gate.passes(i.text) for i in iter_items(HERE / "corpus" / "nothing_test.txt")) / n, 3),
        "events": wrong,
    }  # fmt: skip


def re3d(data: Path) -> dict[str, object]:
    """Names and noun phrases of re3d, scored as mentions."""
    coder, rows = load_coder(), []
    for folder in sorted(p for p in (data / "train/ner_re3d").iterdir() if p.is_dir()):
        texts = {row["_id"]: row["text"] for row in _mongo(folder / "documents.json")}
        spans: dict[str, list[list[object]]] = {name: [] for name in texts}
        for row in _mongo(folder / "entities.json"):
            if row["documentId"] in spans:
                spans[row["documentId"]].append([row["begin"], row["end"], row["type"]])
        rows += [{"text": text, "spans": spans[name]} for name, text in texts.items() if text]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "re3d.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        return evaluate_mentions(coder.analyse, path).report()


def _mongo(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def measure(data: Path, errors: Path) -> dict[str, Any]:
    coder, reader = load_coder(), Reader()
    relations = evaluate_relations(coder, data / "dev/relations_plv/plv_dev.tsv").report()
    relations["interval"] = bootstrap(relations["confusion"])  # type: ignore[arg-type]
    return {
        "model": {"name": reader.name, "sha256": reader.sha256},
        "relations, PLV dev": relations,
        "attribution, PolNeAR dev": evaluate_attribution(coder.code_document, data / "dev/quotes_polnear/dev").report(),
        "syntax and names, EWT dev": syntax(reader, data, 10**6),
        "names, Few-NERD dev": evaluate_mentions(coder.analyse, data / "dev/ner_fewnerd/dev.txt").report(),
        "names, re3d": re3d(data),
        "heads, corpus test": events(reader, "test"),
        "events, corpus test": events_score.score("test", errors),
        "coreference, articles test": coref_score.score(coref_score.iter_articles("test"), parties_only=False),
        "coreference, GUM": coref_score.score(coref_score.iter_gum(data), parties_only=True),
        "confidence, corpus test": calibrate.reliability(reader.curves),
        "nothing": nothing(),
        "actors, NGEC dev": evaluate_actors(coder, data / "dev/actors/ngec_actor_cases_dev.jsonl").report(),
        "actors, corpus test": actors_score.score("test"),
        "actors, linked names": links_score.score(),
        "persons, pairs of names": {part: identity_score.score(part) for part in ("dev", "held_out")},
        "office holders, REIGN": leaders_score.score(data, None),
        "places, GeoVirus": evaluate_places(coder.code_document, data / "dev/geo_geovirus/GeoVirus.xml").report(),
        "places, cases": evaluate_place_cases(coder.code_document, coder.find_place, data / "dev/actors/mordecai_cases_dev.jsonl").report(),
        **{f"dates, {part}": evaluate_dates(coder.analyse, HERE / "dates" / f"{part}.jsonl").report() for part in ("dev", "test", "blind")},
        "documents, samples": evaluate_documents(coder.code_document, HERE.parent / "samples").report(),
    }


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)]) + "\n"


def prf(rows: Mapping[str, Mapping[str, Any]], name: str) -> str:
    return table([name, "P", "R", "F1", "n"], [[k, *(f"{v[x]:.2f}" for x in ("precision", "recall", "f1")), v["n"]] for k, v in rows.items()])


def matrix(confusion: Mapping[tuple[str, str], int], names: Sequence[str]) -> str:
    """A confusion table: rows are annotated, columns found; short column heads keep it narrow."""
    rows = [[f"**{gold}**", *(confusion.get((gold, said), "") or "" for said in names)] for gold in names]
    return table(["", *(name[:5].lower() for name in names)], rows)


def page(scores: Mapping[str, Any], errors: Path) -> str:
    plv, polnear, ev = scores["relations, PLV dev"], scores["attribution, PolNeAR dev"], scores["events, corpus test"]
    names = sorted(plv["per_class"])
    plv_table = {(g, s): n for g, row in plv["confusion"].items() for s, n in row.items()}
    type_table = {tuple(k.split(">")): n for k, n in ev["confusion"].items()} | {(k, k): round(v["recall"] * v["n"]) for k, v in ev["types"].items()}
    types = [*ev["types"], "-"]
    worst = [line.split("\t") for line in errors.read_text(encoding="utf-8").splitlines()[1 : WORST + 1]]
    worst.sort(key=lambda row: (row[1], -float(row[0])))
    escape = str.maketrans({"|": "\\|", "*": "\\*", "_": "\\_", "<": "&lt;"})
    parts = [
        "# Figures in full\n\nEvery table that `python -m training.report` measures; what they mean is told in [how good it is](quality.md).\n",
        f"Model `{scores['model']['name']}`, SHA-256 `{scores['model']['sha256'][:16]}`.\n",
        f"## Relations, PLV dev\n\nn = {plv['n']}, accuracy {plv['accuracy']} (95 % interval {_interval(plv, 'accuracy')}), macro-F1 {plv['macro_f1']} ({_interval(plv, 'macro_f1')}).\n",
        prf(plv["per_class"], "type"), "Rows: the data set's class; columns: said.\n", matrix(plv_table, names),
        f"## Attribution, PolNeAR dev\n\nn = {polnear['n']} attributions.\n", prf(polnear["per_class"], "what"),
        f"## Events, test part of the corpus\n\n{ev['stories']} articles and sentences.\n",
        prf({k: v for k, v in ev.items() if isinstance(v, dict) and "f1" in v}, "what"),
        prf(ev["types"], "type"), "Rows: annotated; columns: found; the last row and column are events of one side only.\n", matrix(type_table, types),
        f"## Status, test part of the corpus\n\nOf events whose word was found. Macro-F1 {ev['status macro f1']}.\n", prf(ev["status"], "status"),
        "## Heads of the model, test part of the corpus\n",
        prf({k: v for k, v in scores["heads, corpus test"].items() if isinstance(v, dict) and "f1" in v}, "head"),
        "## Names\n", prf({"UNER EWT dev (name head)": scores["syntax and names, EWT dev"]["names"], **{f"{s}: {k}": v for s in ("names, Few-NERD dev", "names, re3d")
             for k, v in scores[s]["per_class"].items()}}, "set"),
        "## Coreference of parties\n", table(["set", "CoNLL F1", "MUC", "B-cubed", "CEAF", "pronouns right", "pronouns", "documents"], [
            [s, *(c[k] for k in ("conll", "muc", "b cubed", "ceaf", "pronouns right", "pronouns", "documents"))]
            for s in ("coreference, articles test", "coreference, GUM") for c in [scores[s]]]),
        *who_where_when(scores),
        "## Nothing in, nothing out\n", table(["sentences", "false events in 100", "false exportable events in 100", "dropped by the gate"], [
            [scores["nothing"][k] for k in ("sentences", "false events in 100 sentences", "false exportable events in 100 sentences", "sentences that the gate drops")]]),
        f"## The {WORST} most confident errors on the test part\n\nBy cause: *missed* events have no confidence and are not among them; *parties*: right word and type, wrong actor or recipient;\n"
        "*said X*: wrong type; *false*: no event is annotated there.\n",
        table(["cause", "type", "confidence", "in context"], [[c, t, conf, context.translate(escape)] for conf, c, t, _, context in worst]),
    ]  # fmt: skip
    return "\n".join(parts)


def who_where_when(scores: Mapping[str, Any]) -> list[str]:
    """The tables of actors, places and dates."""
    corpus, links = scores["actors, corpus test"], scores["actors, linked names"]
    reign, places = scores["office holders, REIGN"], scores["places, GeoVirus"]
    mentions = {"country": corpus["country"], "sector": corpus["sector"], **{f"country by: {k}": v for k, v in corpus["country by"].items()}}
    return [
        "## Who\n\nSingle mentions of NGEC's test cases; *named* ones need an encyclopedia.\n", prf(scores["actors, NGEC dev"]["per_class"], "what"),
        "Mentions of parties in the test part of the corpus, through the whole coder, and the rule that gave the country.\n", prf(mentions, "what"),
        "State of 500 names that Portal:Current events links to a page.\n", prf(links, "kind of page"),
        f"Effective leaders of REIGN that are among the pack's heads of state and of government, all states on twelve days from 2000 to 2021: {reign['agree']} of {reign['n']}.\n",
        "## Where\n\nGeoVirus.\n", prf(places["per_class"], "what"),
        "".join(f"{k}: {v}. " for k, v in places["figures"].items()) + "\n",
        "## When\n\nTime expressions in context, start, end and precision right.\n",
        table(["set", "accuracy", "n"], [[part, scores[f"dates, {part}"]["accuracy"], scores[f"dates, {part}"]["n"]] for part in ("dev", "test", "blind")]),
    ]  # fmt: skip


def _interval(report: Mapping[str, Any], name: str) -> str:
    low, high = report["interval"][name]
    return f"{low} to {high}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    errors = HERE / "runs" / "errors.tsv"
    errors.parent.mkdir(exist_ok=True)
    scores = measure(arguments.data, errors)
    SCORES.write_text(json.dumps(scores, indent=1, sort_keys=True, default=list) + "\n", encoding="utf-8")
    PAGE.write_text(page(scores, errors), encoding="utf-8")
    print(SCORES, PAGE)


if __name__ == "__main__":
    main()
