"""Which namings of agreements are one instrument (DOMAIN, 4.11)."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.ontology.ledger import key_of
from dragoman.pipeline.ledger.agreement_names import SIGNING, Cluster, Mention, codes_of
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import When

_GENERIC = frozenset(key_of(w) for w in "deal agreement accord pact arrangement document text settlement package plan paper contract draft compact".split())
_LOOSE_FORMS = frozenset({"agreement", "unspecified", "informal_arrangement"})
_NAMING = frozenset({"known", "called", "titled", "named", "dubbed", "termed"})
#: A definite name takes up one of so many sentences before rather than the one that the story is about.
NEAR_SENTENCES = 2
#: Headline and lead tell of the same: so many sentences after the headline.
LEAD_SENTENCES = 2


def find_cluster(reading: Reading, mention: Mention, clusters: Sequence[Cluster]) -> Cluster | None:
    """Returns the agreement that a mention takes up, None where it names a new one."""
    linked = _linked(reading, mention, clusters) or _same_year(mention, clusters)
    if linked is not None:
        return linked
    early = reading.sentence(mention.word) <= LEAD_SENTENCES
    headline = [c for c in clusters if all(m.headline for m in c.mentions) and _fits(mention, c, parties=not early)]
    if headline and not mention.headline and not mention.recalled and (early or not mention.other):
        return headline[-1]
    if mention.other and not mention.bare:
        return None
    if (mention.recalled or mention.older) and not mention.bare:
        return _same_recalled(mention, clusters)
    main = [c for c in clusters if not c.background and _fits(mention, c)]
    if mention.ranked and main:
        near = [c for c in main if abs(reading.sentence(c.mentions[-1].word) - reading.sentence(mention.word)) <= NEAR_SENTENCES]
        return near[-1] if near else main[0]
    if mention.definite or mention.pointing:
        return _taken_up(reading, mention, clusters)
    return _told_again(mention, main)


def _linked(reading: Reading, mention: Mention, clusters: Sequence[Cluster]) -> Cluster | None:
    """The agreement that the grammar of the sentence puts on a par with a mention: "the pact, known as X", "the X Accord, a ceasefire", "the deal is a treaty"."""
    tree = reading.context.tree
    token = tree.tokens[mention.word]
    kind = token.deprel.split(":")[0]
    partners: set[int] = set()
    head = tree.tokens[token.head]
    if kind == "appos":
        partners.add(head.i)
    if kind in ("obl", "xcomp", "obj", "nmod") and head.text.lower() in _NAMING and head.deprel.startswith("acl"):
        partners.add(head.head)
    if any(tree.iter_children(mention.word, "cop")):
        partners |= {t.i for t in tree.iter_children(mention.word, "nsubj")}
    for cluster in reversed(clusters):
        if any(m.word in partners for m in cluster.mentions):
            return cluster
    return None


def _same_year(mention: Mention, clusters: Sequence[Cluster]) -> Cluster | None:
    """The agreement whose name holds the same year."""
    if mention.year is None:
        return None
    return next((c for c in reversed(clusters) if any(m.year == mention.year for m in c.mentions) and not _foreign(mention, c)), None)


def _same_recalled(mention: Mention, clusters: Sequence[Cluster]) -> Cluster | None:
    """The agreement that other words recall with the same date and parties."""
    codes = codes_of(mention.parties)
    for cluster in clusters:
        known = codes_of_cluster(cluster)
        if mention.made is not None and any(_one_date(mention.made, m.made) for m in cluster.mentions if m.made) and (codes & known or (mention.definite and not (codes and known))):
            return cluster
    return None


def _one_date(a: When, b: When) -> bool:
    """Tells whether two dates may be one, by the coarser of them."""
    if a.start is None or b.start is None:
        return False
    length = 4 if "year" in (a.precision, b.precision) else 7
    return a.start[:length] == b.start[:length]


def _taken_up(reading: Reading, mention: Mention, clusters: Sequence[Cluster]) -> Cluster | None:
    """What a definite name takes up: the same noun near by, for "that pact" whatever is named last, else what the story is about."""
    at = reading.sentence(mention.word)
    near = [c for c in reversed(clusters) if at - reading.sentence(c.mentions[-1].word) <= NEAR_SENTENCES and _fits(mention, c)]
    same = [c for c in near if any(m.noun == mention.noun and not m.headline for m in c.mentions)]
    if same:
        return same[0]
    if mention.pointing and near:
        return near[0]
    named = [c for c in clusters if any(m.noun == mention.noun and not m.headline for m in c.mentions) and _fits(mention, c)]
    fits = [c for c in clusters if not c.background and _fits(mention, c)]
    return next(iter([*(named if mention.noun not in _GENERIC else []), *fits, *(near if mention.bare else [])]), None)


def _told_again(mention: Mention, main: Sequence[Cluster]) -> Cluster | None:
    """An agreement told of a second time by an indefinite name: the same parties, not dated otherwise."""
    codes = codes_of(mention.parties)
    for cluster in reversed(main):
        known = codes_of_cluster(cluster)
        if mention.named and codes_of(mention.named) <= known and mention.form in _LOOSE_FORMS and not mention.dated:
            return cluster
        several = not mention.plural and all(m.plural for m in cluster.mentions)  # "a treaty" is one of the "agreements"
        if mention.headline or several or not codes or not codes <= known:
            continue
        days = {m.when.start for m in cluster.mentions if m.dated and m.when is not None}
        if mention.dated and days and (mention.when is None or mention.when.start not in days):
            continue
        if mention.stage in SIGNING and any(m.stage in SIGNING for m in cluster.mentions):
            return cluster
    return None


def codes_of_cluster(cluster: Cluster) -> set[str]:
    """Returns the ids of all parties that any of its mentions names."""
    return {code for m in cluster.mentions for code in codes_of(m.parties)}


def _fits(mention: Mention, cluster: Cluster, *, parties: bool = True) -> bool:
    """Forms may be generic; parties must not be foreign to each other."""
    forms = {m.form for m in cluster.mentions} - _LOOSE_FORMS
    first = all(m.headline for m in cluster.mentions)
    loose = mention.form in _LOOSE_FORMS or mention.noun in _GENERIC
    return (loose or mention.form in forms or (not forms and (mention.form != "ceasefire" or first))) and not (parties and _foreign(mention, cluster))


def _foreign(mention: Mention, cluster: Cluster) -> bool:
    """Tells whether the parties that a name or its signing holds are none of the agreement's."""
    own = mention.named or (mention.parties if mention.stage in SIGNING and len(mention.parties) > 1 and not mention.bare else [])
    known = codes_of_cluster(cluster)
    return bool(own and known) and not codes_of(own) & known
