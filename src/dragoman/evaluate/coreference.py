"""Scores of groupings: MUC, B-cubed, CEAF-e and their mean, the CoNLL F1 (Pradhan et al. 2014), with bootstrap intervals over topics."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

import msgspec

#: Item -> name of its group.
Grouping = Mapping[Hashable, Hashable]
SAMPLES, SEED = 200, 13


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """Precision, recall and F1 of each measure, and ``conll``, the mean of the three F1; all 0 to 1."""

    muc: tuple[float, float, float]
    b_cubed: tuple[float, float, float]
    ceaf_e: tuple[float, float, float]

    @property
    def conll(self) -> float:
        """Mean F1 of the three measures."""
        return (self.muc[2] + self.b_cubed[2] + self.ceaf_e[2]) / 3


def score_groupings(gold: Grouping, said: Grouping) -> Scores:
    """Scores a grouping against the right one; items that only one of them has count against it (twinless mentions are groups of one)."""
    key, response = _groups(gold), _groups(said)
    return Scores(
        muc=_f1(_muc(response, gold), _muc(key, said)),
        b_cubed=_f1(_b_cubed(response, key, said, gold), _b_cubed(key, response, gold, said)),
        ceaf_e=_ceaf(key, response),
    )


def _groups(grouping: Grouping) -> dict[Hashable, set[Hashable]]:
    out: dict[Hashable, set[Hashable]] = defaultdict(set)
    for item, name in grouping.items():
        out[name].add(item)
    return out


def _f1(precision: float, recall: float) -> tuple[float, float, float]:
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _muc(groups: Mapping[Hashable, set[Hashable]], other: Grouping) -> float:
    """Share of the links of ``groups`` that the other grouping keeps."""
    kept = total = 0
    for group in groups.values():
        parts = len({other[i] for i in group if i in other}) + sum(i not in other for i in group)
        kept, total = kept + len(group) - parts, total + len(group) - 1
    return kept / total if total else 0.0


def _b_cubed(groups: Mapping[Hashable, set[Hashable]], others: Mapping[Hashable, set[Hashable]], mine: Grouping, other: Grouping) -> float:
    if not mine:
        return 0.0
    total = 0.0
    for group in groups.values():
        parts = Counter(other[i] for i in group if i in other)
        total += sum(n * n for n in parts.values()) / len(group)
    return total / len(mine)


def _ceaf(key: Mapping[Hashable, set[Hashable]], response: Mapping[Hashable, set[Hashable]]) -> tuple[float, float, float]:
    where = {item: name for name, group in key.items() for item in group}
    shared: dict[tuple[Hashable, Hashable], int] = Counter()
    for name, group in response.items():
        for item in group:
            if item in where:
                shared[where[item], name] += 1
    values = {pair: 2 * n / (len(key[pair[0]]) + len(response[pair[1]])) for pair, n in shared.items()}
    total = _best_matching(values)
    return _f1(total / len(response) if response else 0.0, total / len(key) if key else 0.0)


def _best_matching(values: Mapping[tuple[Hashable, Hashable], float]) -> float:
    """Returns the largest sum over pairs of which no two share a side; each connected part is solved on its own."""
    rows: dict[Hashable, list[tuple[Hashable, Hashable]]] = defaultdict(list)
    columns: dict[Hashable, list[tuple[Hashable, Hashable]]] = defaultdict(list)
    for pair in values:
        rows[pair[0]].append(pair)
        columns[pair[1]].append(pair)
    total, seen = 0.0, set[Hashable]()
    for start in rows:
        if start in seen:
            continue
        part: set[tuple[Hashable, Hashable]] = set()
        waiting = [start]
        seen.add(start)
        while waiting:
            for pair in rows[waiting.pop()]:
                part.add(pair)
                for other in columns[pair[1]]:
                    if other[0] not in seen:
                        seen.add(other[0])
                        waiting.append(other[0])
        total += _assign({pair: values[pair] for pair in part})
    return total


def _assign(values: Mapping[tuple[Hashable, Hashable], float]) -> float:
    """The Hungarian method on one part."""
    left = list(dict.fromkeys(pair[0] for pair in values))
    right = list(dict.fromkeys(pair[1] for pair in values))
    n, m = len(left), max(len(left), len(right))
    row, column = {x: i for i, x in enumerate(left)}, {x: i for i, x in enumerate(right)}
    cost = [[0.0] * m for _ in range(n)]
    for (a, b), value in values.items():
        cost[row[a]][column[b]] = -value
    u, v, match = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        match[0], j = i, 0
        least, way, used = [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        while match[j]:
            used[j] = True
            i0, delta, j1 = match[j], float("inf"), 0
            for k in range(1, m + 1):
                if not used[k]:
                    slack = cost[i0 - 1][k - 1] - u[i0] - v[k]
                    if slack < least[k]:
                        least[k], way[k] = slack, j
                    if least[k] < delta:
                        delta, j1 = least[k], k
            for k in range(m + 1):
                if used[k]:
                    u[match[k]] += delta
                    v[k] -= delta
                else:
                    least[k] -= delta
            j = j1
        while j:
            match[j], j = match[way[j]], way[j]
    return -sum(cost[match[k] - 1][k - 1] for k in range(1, m + 1) if match[k])


def bootstrap_conll(gold: Grouping, systems: Sequence[Grouping], topic_of: Mapping[Hashable, str], *, samples: int = SAMPLES) -> list[list[float]]:
    """Returns, for each sample of topics drawn with replacement, the CoNLL F1 of each system, paired.

    A topic drawn twice is two topics. What a grouping keeps within one topic it keeps within each copy; a group that runs over topics
    runs over all copies of them, so that a system which takes things of different topics for one pays for it in a sample, too.
    """
    by_topic: dict[str, list[Hashable]] = defaultdict(list)
    for item, topic in topic_of.items():
        by_topic[topic].append(item)
    topics, chance = sorted(by_topic), random.Random(SEED)
    wide = [_running_over(grouping, topic_of) for grouping in (gold, *systems)]
    out = []
    for _ in range(samples):
        drawn = list(enumerate(chance.choices(topics, k=len(topics))))
        row: list[dict[Hashable, Hashable]] = []
        for grouping, over in zip((gold, *systems), wide, strict=True):
            named = [(copy, item, grouping[item]) for copy, topic in drawn for item in by_topic[topic] if item in grouping]
            row.append({(copy, item): (None if group in over else copy, group) for copy, item, group in named})
        out.append([score_groupings(row[0], said).conll for said in row[1:]])
    return out


def _running_over(grouping: Grouping, topic_of: Mapping[Hashable, str]) -> set[Hashable]:
    """The groups whose items are of more than one topic."""
    first: dict[Hashable, str] = {}
    return {group for item, group in grouping.items() if item in topic_of and first.setdefault(group, topic_of[item]) != topic_of[item]}


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Returns the 2.5th and 97.5th percentile."""
    ordered = sorted(values)
    return ordered[round(0.025 * (len(ordered) - 1))], ordered[round(0.975 * (len(ordered) - 1))]
