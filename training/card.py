"""Writes the model card from ``training/scores.json``, which ``training.report`` makes.

    python -m training.card
"""

from __future__ import annotations

import json

from training.corpus_format import HERE, PARTIAL, iter_items, iter_marked

TARGET = HERE.parent / 'src' / 'dragoman' / 'language' / 'weights'

TEXT = """# Model card: {name}

Reads English newswire: sentence ends, parts of speech, dependency trees, mentions, political events (PLOVER) with status and roles, attributions,
words that name transfers, measures, agreements, duties and meetings.
Encoder MiniLM-L6 (started from sentence-transformers/all-MiniLM-L6-v2, Apache-2.0), own heads, int8 ONNX. Runs on one core with onnxruntime.
Taught in part by a larger network on the same data (MPNet-base, started from all-mpnet-base-v2, Apache-2.0); docs/training.md tells how.

## Data and licences

UD English EWT, Universal NER EWT, PropBank EWT, Few-NERD, and our own corpus: CC BY-SA 4.0. GUM: CC BY 4.0. Wikigold, CrossNER: as stated by their makers
(CC BY 4.0, MIT). Our own corpus holds {items} annotated sentences ({real} from the English Wikipedia's Portal:Current events, CC BY-SA 4.0, by its contributors;
{written} written for it) with {events} events and {marked} marked sentences. The annotation was made by large language models following
`docs/codebook.md`; of the held-out parts a share was annotated twice, blind (agreement: docs/training.md). The weights are distributed under Apache-2.0; attribution to the data sets above is required where their licences ask for it.

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


NAMES = {
    "typed": "trigger with type", "trigger": "trigger", "role words": "role words", "role actor": "role: actor words", "role recipient": "role: recipient words",
    "role place": "role: place words", "role time": "role: time words", "role object": "role: object words", "cue": "attribution cue",
    "quote speaker": "speaker words", "quote content": "content words", "mention": "mention span and class", "relation": "relation head alone",
}  # fmt: skip


def main() -> None:
    scores = json.loads((HERE / "scores.json").read_text(encoding="utf-8"))
    corpus, syntax = scores["heads, corpus test"], scores["syntax and names, EWT dev"]
    items = [item for path in sorted((HERE / "corpus").glob("*.txt")) if not path.name.startswith(PARTIAL) for item in iter_items(path)]
    marked = [item for path in sorted((HERE / "corpus").glob("marked_*.tsv")) for item in iter_marked(path)]
    rows = "\n".join(f"| {label} | {corpus[k]['precision']} | {corpus[k]['recall']} | {corpus[k]['f1']} | {corpus[k]['n']} |" for k, label in NAMES.items() if k in corpus)
    plv, polnear = scores["relations, PLV dev"], scores["attribution, PolNeAR dev"]["per_class"]
    more = f"\nPLV relations (not trained on), `dragoman evaluate relations`: macro-F1 {plv['macro_f1']}, accuracy {plv['accuracy']}, n = {plv['n']}.\n"
    more += ("\nPolNeAR dev (not trained on), word overlap F1: " + ", ".join(f"{k} {polnear[k]['f1']}" for k in ("source", "cue", "content"))
             + f", n = {polnear['attribution']['n']} attributions.\n")  # fmt: skip
    rare = ", ".join(k for k, v in sorted(corpus["status"].items()) if v["n"] < 15)
    text = TEXT.format(
        name=scores["model"]["name"], items=len(items), real=sum(i.id.startswith("r-") for i in items), written=sum(not i.id.startswith("r-") for i in items),
        events=sum(len(i.events) for i in items), marked=len(marked), rows=rows, upos=syntax["upos"], uas=syntax["uas"], las=syntax["las"],
        words=syntax["words"], status=corpus["status macro f1"], more=more, rare=rare or "none",
    )  # fmt: skip
    (TARGET / "MODEL_CARD.md").write_text(text, encoding="utf-8")
    print(TARGET / "MODEL_CARD.md")


if __name__ == "__main__":
    main()
