"""Writes the model card from the scores that training.score printed and those of ``dragoman evaluate``.

    python -m training.card --scores scores.json [--relations relations.json] [--attribution attribution.json]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.corpus_format import HERE, iter_items, iter_marked
from training.export import TARGET

TEXT = """# Model card: {name}

Reads English newswire: sentence ends, parts of speech, dependency trees, mentions, political events (PLOVER) with status and roles, attributions.
Encoder MiniLM-L6 (started from sentence-transformers/all-MiniLM-L6-v2, Apache-2.0), own heads, int8 ONNX. Runs on one core with onnxruntime.

## Data and licences

UD English EWT, Universal NER EWT, PropBank EWT, Few-NERD, and our own corpus: CC BY-SA 4.0. GUM: CC BY 4.0. Wikigold, CrossNER: as stated by their makers
(CC BY 4.0, MIT). Our own corpus holds {items} annotated sentences ({real} from the English Wikipedia's Portal:Current events, CC BY-SA 4.0, by its contributors;
{written} written for it) with {events} events and {marked} marked sentences. The annotation was made with the help of a large language model following
`docs/codebook.md`, and was not annotated twice. The weights are distributed under Apache-2.0; attribution to the data sets above is required where their licences ask for it.

## Figures

Measured with `python -m training.score --part test` on sentences that were not trained on; int8 weights as shipped.

| head | precision | recall | F1 | n |
|---|---|---|---|---|
{rows}

UD EWT dev: UPOS {upos}, UAS {uas}, LAS {las} (n = {words} words, subtypes of relations not counted).
Status macro-F1 on test triggers: {status}.
{more}
## Limits

English only. The corpus is small; types and statuses that are rare in it ({rare}) are read badly. Figures on our own test part are on sentences of the same
make as the training data and flatter the model on unseen news. Do not use single
records about persons without reading the sentence that each record quotes.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scores", required=True)
    parser.add_argument("--relations")
    parser.add_argument("--attribution")
    arguments = parser.parse_args()
    scores = json.loads(Path(arguments.scores).read_text())
    corpus, syntax = scores["corpus"], scores["ewt dev"]
    items = [item for path in sorted((HERE / "corpus").glob("*.txt")) for item in iter_items(path)]
    marked = [item for path in sorted((HERE / "corpus").glob("marked_*.tsv")) for item in iter_marked(path)]
    names = {"typed": "trigger with type", "trigger": "trigger", "role words": "role words", "role actor": "role: actor words", "role recipient": "role: recipient words",
             "role place": "role: place words", "role time": "role: time words", "role object": "role: object words", "cue": "attribution cue",
             "quote speaker": "speaker words", "quote content": "content words", "mention": "mention span and class", "relation": "relation head alone"}
    rows = "\n".join(f"| {label} | {corpus[k]['precision']} | {corpus[k]['recall']} | {corpus[k]['f1']} | {corpus[k]['n']} |" for k, label in names.items() if k in corpus)
    more = ""
    if arguments.relations:
        r = json.loads(Path(arguments.relations).read_text())
        more += f"\nPLV relations (not trained on), `dragoman evaluate relations`: macro-F1 {r['macro_f1']}, accuracy {r['accuracy']}, n = {r['n']}.\n"
    if arguments.attribution:
        r = json.loads(Path(arguments.attribution).read_text())["per_class"]
        more += "\nPolNeAR dev (not trained on), word overlap F1: " + ", ".join(f"{k} {r[k]['f1']}" for k in ("source", "cue", "content")) + f", n = {r['attribution']['n']} attributions.\n"
    rare = ", ".join(k for k, v in sorted(corpus["status"].items()) if v["n"] < 10)
    (TARGET / "MODEL_CARD.md").write_text(TEXT.format(
        name=scores["model"], items=len(items), real=sum(i.id.startswith("r-") for i in items), written=sum(i.id.startswith("w-") for i in items),
        events=sum(len(i.events) for i in items), marked=len(marked), rows=rows, upos=syntax["upos"], uas=syntax["uas"], las=syntax["las"],
        words=syntax["words"], status=corpus["status macro f1"], more=more, rare=rare or "none"))
    print(TARGET / "MODEL_CARD.md")


if __name__ == "__main__":
    main()
