"""Groups of reports: pairs by blocking, scores, and average linkage under the decisions of users.

The result is a function of the set of reports and of standing decisions. Scores of pairs look at nothing but the pair; they are counted in whole millionths, so
sums do not depend on the order of adding; ties go to the smaller ids. A group is joined with another one while the mean score over all pairs between them
reaches the threshold, so every group lies within one component of the graph of pairs that reach it, and a new report can change its own component only.
"""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from dragoman.merge.features import compare
from dragoman.merge.model import Model
from dragoman.merge.reports import WINDOW_DAYS, Report, merge_keys, within_window
from dragoman.merge.words import cosine

Verdict = Literal["same", "different", "undecided"]
_MILLION = 1_000_000


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A standing decision of a user on two reports; of contradicting ones the later counts (``order``)."""

    a: str
    b: str
    verdict: Literal["same", "different"]
    order: int = 0


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two reports (``a < b``) that the model finds alike: features, probability, and whether they came into one group."""

    a: str
    b: str
    score: float
    verdict: Verdict
    features: dict[str, float]


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """Report -> canonical id for all reports that were looked at, the pairs worth keeping, and the moments of the reports looked at."""

    groups: dict[str, str]
    pairs: tuple[Pair, ...]
    moments: frozenset[int | None]


class Scorer:
    """Scores pairs of reports of one kind, each pair once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[tuple[str, str], int] = {}
        self._stories: dict[tuple[str, str], float] = {}

    def features(self, a: Report, b: Report) -> dict[str, float]:
        """Returns the features of a pair."""
        key = (a.document, b.document) if a.document <= b.document else (b.document, a.document)
        if key not in self._stories:
            self._stories[key] = 1.0 if a.document == b.document else cosine(a.story, b.story)
        return compare(a, b, window=WINDOW_DAYS[a.kind], story=self._stories[key])

    def score(self, a: Report, b: Report) -> int:
        """Returns the score in millionths; 0 for what is never one thing: other kinds, done and not done, too far apart."""
        if a.kind != b.kind or a.realised != b.realised or not within_window(a, b):
            return 0
        key = (a.id, b.id) if a.id <= b.id else (b.id, a.id)
        if key not in self._known:
            self._known[key] = round(_MILLION * self._model.score(self.features(a, b)))
        return self._known[key]


def iter_candidates(reports: Sequence[Report], wanted: Callable[[Report, Report], bool] = lambda a, b: True) -> Iterator[tuple[Report, Report]]:
    """Yields each pair of reports that share a blocking key and lie within the window once; ``wanted`` passes over pairs."""
    blocks: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: (r.moment is not None, r.moment or 0, r.id)):
        for key in merge_keys(report):
            blocks[key].append(report)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        for i, a in enumerate(block):
            for b in itertools.islice(block, i + 1, None):
                if not within_window(a, b):
                    if a.moment is not None and b.moment is not None:
                        break
                    continue
                pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
                if a.realised == b.realised and pair not in seen and wanted(a, b):
                    seen.add(pair)
                    yield a, b


class _Sets:
    """Disjoint sets."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, x: str) -> str:
        root = x
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(x, x)) != root:
            self._parent[x], x = root, parent
        return root

    def union(self, a: str, b: str) -> None:
        a, b = self.find(a), self.find(b)
        if a != b:
            self._parent[max(a, b)] = min(a, b)


def settle(decisions: Iterable[Decision]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Returns the pairs that must be one and those that must be apart.

    The latest decision goes first; an earlier one that contradicts it, directly or through others, is passed over.
    """
    same, apart = _Sets(), set[tuple[str, str]]()
    links: set[tuple[str, str]] = set()
    for d in sorted(decisions, key=lambda d: (-d.order, d.a, d.b)):
        pair = (min(d.a, d.b), max(d.a, d.b))
        a, b = same.find(d.a), same.find(d.b)
        if d.verdict == "different":
            if a != b:
                apart.add(pair)
        elif not any({same.find(x), same.find(y)} == {a, b} for x, y in apart):
            same.union(a, b)
            links.add(pair)
    return links, apart


def merge_reports(
    reports: Iterable[Report], decisions: Iterable[Decision] = (), *, model: Model, seeds: Iterable[str] | None = None
) -> Merged:  # fmt: skip
    """Merges reports of one kind.

    Args:
        reports: all reports, or at least those within the window of every report that is looked at.
        decisions: standing decisions of users.
        model: scores the pairs.
        seeds: ids of reports that are new or decided upon; only their components are looked at. None: all are.
    """
    known = {r.id: r for r in sorted(reports, key=lambda r: (r.id, r.document))}
    links, apart = settle(d for d in decisions if d.a in known and d.b in known)
    scorer = Scorer(model)
    ask, least = round(model.ask_at * _MILLION), round(model.merge_at * _MILLION)
    if seeds is None:
        pairs = [(a, b, s) for a, b in iter_candidates(list(known.values())) if (s := scorer.score(a, b)) >= ask]
        affected = set(known)
    else:
        pairs, affected = _spread(known, links, set(seeds) & set(known), scorer, ask, least)
    edges = [(a.id, b.id) for a, b, s in pairs if s >= least and a.id in affected and b.id in affected]
    groups: dict[str, str] = {}
    for members in components(affected, [*edges, *(link for link in links if link[0] in affected)]):
        torn = _torn([known[m] for m in members], scorer, least)
        for group in _link([known[m] for m in members], links, apart | torn, scorer, least):
            first = min((known[m] for m in group), key=_age).id
            groups.update((m, first) for m in group)
    kept = []
    for a, b, s in pairs:
        a, b = (a, b) if a.id < b.id else (b, a)
        together = groups.get(a.id) is not None and groups.get(a.id) == groups.get(b.id)
        verdict: Verdict = "same" if together else "undecided"
        kept.append(Pair(a=a.id, b=b.id, score=s / _MILLION, verdict=verdict, features={n: round(v, 6) for n, v in sorted(scorer.features(a, b).items())}))
    moments = frozenset(known[m].moment for m in affected)
    return Merged(groups=dict(sorted(groups.items())), pairs=tuple(sorted(kept, key=lambda p: (p.a, p.b))), moments=moments)


def _age(report: Report) -> tuple[bool, int, str]:
    """Order by which a group is named after its first report."""
    return report.published is None, report.published or 0, report.id


_Scored = tuple[Report, Report, int]


def _spread(known: Mapping[str, Report], links: set[tuple[str, str]], seeds: set[str], scorer: Scorer, ask: int, least: int) -> tuple[list[_Scored], set[str]]:
    """Returns the pairs worth keeping around ``seeds`` and the components that they lie in."""
    by_key: dict[str, list[Report]] = defaultdict(list)
    for report in known.values():
        for key in merge_keys(report):
            by_key[key].append(report)
    linked: dict[str, set[str]] = defaultdict(set)
    for a, b in links:
        linked[a].add(b)
        linked[b].add(a)
    affected, waiting = set(seeds), sorted(seeds)
    pairs: dict[tuple[str, str], _Scored] = {}
    while waiting:
        report = known[waiting.pop()]
        near = {other.id: other for key in merge_keys(report) for other in by_key[key] if other.id != report.id}
        for other in near.values():
            score = scorer.score(report, other)
            if score >= ask:
                pairs[min(report.id, other.id), max(report.id, other.id)] = (report, other, score)
            if score >= least and other.id not in affected:
                affected.add(other.id)
                waiting.append(other.id)
        fresh = linked[report.id] - affected
        affected |= fresh
        waiting += sorted(fresh)
    return list(pairs.values()), affected


def components(ids: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Returns the connected parts of a graph, each sorted, in the order of their smallest ids."""
    sets = _Sets()
    for a, b in edges:
        sets.union(a, b)
    out: dict[str, list[str]] = defaultdict(list)
    for identity in sorted(ids):
        out[sets.find(identity)].append(identity)
    return [out[root] for root in sorted(out)]


def _torn(members: list[Report], scorer: Scorer, least: int) -> set[tuple[str, str]]:
    """Returns the pairs of a component of persons that are kept apart: two that are clearly other persons, and whoever could be either of the two from both.

    "George Bush" beside "George W. Bush" and "George H. W. Bush" is neither: who of the two he is must come from elsewhere.
    """
    if len(members) < 3 or members[0].kind != "actors":
        return set()
    pairs = list(itertools.combinations(sorted(members, key=lambda m: m.id), 2))
    others = {(a.id, b.id) for a, b in pairs if "other_person" in scorer.features(a, b)}
    near: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        if scorer.score(a, b) >= least:
            near[a.id].add(b.id)
            near[b.id].add(a.id)
    between = {(min(c, x), max(c, x)) for a, b in others for c in near[a] & near[b] for x in (a, b)}
    return others | between


def _link(members: list[Report], links: set[tuple[str, str]], apart: set[tuple[str, str]], scorer: Scorer, least: int) -> list[list[str]]:
    """Average linkage of one component; groups are named by their smallest id while they grow."""
    if len(members) == 1:
        return [[members[0].id]]
    names = {m.id for m in members}
    start = components(names, [link for link in links if link[0] in names and link[1] in names])
    return _Linkage({m.id: m for m in members}, start, apart, scorer, least).run()


class _Linkage:
    """Sums of scores between groups, and the order in which groups are joined."""

    def __init__(self, reports: Mapping[str, Report], start: list[list[str]], apart: set[tuple[str, str]], scorer: Scorer, least: int) -> None:
        self._groups = {group[0]: list(group) for group in start}
        self._least = least
        self._sums: dict[str, dict[str, int]] = {name: {} for name in self._groups}
        owner = {m: group[0] for group in start for m in group}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for a, b in apart:
            if a in owner and b in owner:
                self._apart[owner[a]].add(owner[b])
                self._apart[owner[b]].add(owner[a])
        for a, b in itertools.combinations(sorted(self._groups), 2):
            total = sum(scorer.score(reports[x], reports[y]) for x in self._groups[a] for y in self._groups[b])
            self._sums[a][b] = self._sums[b][a] = total
        self._heap: list[tuple[float, str, str, int, int]] = []

    def _offer(self, a: str, b: str) -> None:
        if b in self._apart[a]:
            return
        a, b = min(a, b), max(a, b)
        n, m = len(self._groups[a]), len(self._groups[b])
        total = self._sums[a][b]
        if total >= self._least * n * m:
            heapq.heappush(self._heap, (-total / (n * m), a, b, n, m))

    def run(self) -> list[list[str]]:
        for a, b in itertools.combinations(sorted(self._groups), 2):
            self._offer(a, b)
        while self._heap:
            _, a, b, n, m = heapq.heappop(self._heap)
            if len(self._groups.get(a, ())) == n and len(self._groups.get(b, ())) == m and b not in self._apart[a]:
                self._join(a, b)
        return [sorted(group) for _, group in sorted(self._groups.items())]

    def _join(self, a: str, b: str) -> None:
        """Joins ``b`` to ``a``, the smaller name."""
        self._groups[a] += self._groups.pop(b)
        gone = self._sums.pop(b)
        for other in self._groups:
            if other != a:
                total = self._sums[a][other] + gone[other]
                self._sums[a][other] = self._sums[other][a] = total
                del self._sums[other][b]
        del self._sums[a][b]
        for other in self._apart.pop(b, set()):
            self._apart[other].discard(b)
            self._apart[other].add(a)
            self._apart[a].add(other)
        for other in self._groups:
            if other != a:
                self._offer(a, other)
