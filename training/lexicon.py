"""Counts which CAMEO code the corpus (its test part left out) gives to which trigger, mode and context: src/dragoman/ontology/data/cameo_votes.json.

    python -m training.lexicon
"""

import collections
import json

from dragoman.ontology.plover import stem
from training.corpus_format import HERE, iter_items, split_of

MINIMUM = 2  # a word must have been coded so at least twice; modes and contexts thrice


def main() -> None:
    counts: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for path in sorted((HERE / "corpus").glob("*.txt")):
        for item in iter_items(path, []):
            if split_of(item.id) == "test":
                continue
            for event in item.events:
                if not event.cameo:
                    continue
                word, mode = stem(item.text[slice(*event.trigger)]), event.mode or "-"
                counts[f"{event.event_type}|{mode}|{word}"][event.cameo] += 1
                counts[f"{event.event_type}||{word}"][event.cameo] += 1
                counts[f"{event.event_type}|{mode}|"][event.cameo] += 1
                for context in event.contexts:
                    counts[f"{event.event_type}|{mode}|@{context}"][event.cameo] += 1
    votes = {}
    for key, counter in sorted(counts.items()):
        code, n = min(counter.items(), key=lambda kv: (-kv[1], kv[0]))
        if n >= (3 if key.endswith("|") or "@" in key else MINIMUM) and n * 2 > sum(counter.values()):
            votes[key] = code
    target = HERE.parent / "src/dragoman/ontology/data/cameo_votes.json"
    target.write_text(json.dumps(votes, indent=0) + "\n")
    print(len(votes), "keys")


if __name__ == "__main__":
    main()
