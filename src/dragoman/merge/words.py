"""Words as merging compares them: stems, how much each of them tells, and news words that name one kind of happening."""

from __future__ import annotations

import functools
import gzip
import math
import re
from collections.abc import Iterable, Mapping
from importlib import resources

from dragoman.ontology.plover import stem
from dragoman.text.names import fold

_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.,])\d+(?:\.\d+)?(?![\w])")
_WRITTEN = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
#: Words without a subject of their own; they tell nothing of what a text is about.
STOPWORDS = frozenset(
    """a about above after again against all also although am amid among an and any are as at be because been before being below between both but by can could did do does doing down
    during each few for from further had has have having he her here hers him his how however i if in into is it its itself just like may me might more most must my near no nor not now of off
    on once only or other our out over own per same she should since so some such than that the their them then there these they this those though through to too under until up upon us very
    was we were what when where which while who whom whose why will with within without would you your yet new say said says told according report reported reports news people year years day
    days monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow january february march april june july august september october november december s t""".split()
)
#: Words that news uses for one kind of happening; written for this purpose, one line each, verb and noun forms together.
_SAME_HAPPENING = """
die death dead perish fatality demise
kill killing slay slain murder homicide assassinate assassination massacre
die death dead kill killing
shoot shooting gunfire shot gunman
attack assault strike raid airstrike bombardment shelling shell bomb bombing onslaught offensive
explode explosion blast detonate detonation bombing
quake earthquake tremor temblor
hit strike rattle jolt shake rock
injure injury wound hurt
arrest detain detention apprehend capture custody nab seize
charge indict indictment accuse accusation
sentence sentencing jail imprison imprisonment
convict conviction guilty verdict
resign resignation quit step stepping depart departure leave oust
appoint appointment name tap nominate nomination pick choose choice select selection
elect election vote poll ballot
win victory triumph defeat beat
buy purchase acquire acquisition takeover buyout
merge merger
announce announcement unveil launch reveal introduce release
sign signing ink
agree agreement accord deal pact treaty
meet meeting talk summit hold discussion confer
visit trip tour travel arrive arrival
protest demonstration demonstrate rally march riot unrest
clash fight fighting battle firefight skirmish combat
withdraw withdrawal pull pullout retreat
invade invasion incursion
ban prohibit prohibition bar outlaw
sanction sanctions embargo tariff duty levy
condemn condemnation denounce denunciation criticize criticise criticism blast slam
demand call urge appeal request ask
threaten threat warn warning
promise pledge vow commit commitment
reject rejection refuse refusal deny denial dismiss
support back endorse endorsement
donate donation aid help assist assistance grant
evacuate evacuation flee displace displacement
accident crash collision
crash collide collision derail derailment
fire blaze wildfire burn
flood flooding inundate
collapse fall topple
rescue save free release liberate
escape flee breakout
robbery rob heist burglary theft steal stolen
foil thwart prevent
find discover discovery
issue release publish
damage destroy devastate destruction
kidnap kidnapping abduct abduction hostage
hijack hijacking
fire dismiss dismissal sack lay layoff axe
recall withdraw
sue lawsuit suit
fine penalty penalize
award prize honor honour
marry marriage wedding wed
test launch fire testfire
mediate mediation broker
ceasefire truce armistice
deploy deployment send dispatch
expel expulsion deport deportation
drill exercise manoeuvre maneuver
coup putsch overthrow topple oust depose
embargo sanction penalty ban
blockade seal cordon
plea appeal request ask call
ultimatum deadline threaten warn
complaint complain objection object protest
seize hijack capture takeover
jail imprison sentence detention detain arrest
"""

#: Past forms that a stem does not join with their verb.
_IRREGULAR = dict(
    pair.split(":") for pair in """died:die dies:die dying:die shot:shoot won:win fought:fight sold:sell bought:buy held:hold met:meet fled:flee sent:send slew:slay slain:slay struck:strike
    shook:shake shaken:shake withdrew:withdraw withdrawn:withdraw left:leave chosen:choose chose:choose fell:fall fallen:fall broke:break broken:break began:begin begun:begin took:take
    taken:take gave:give given:give went:go gone:go came:come made:make found:find lost:lose led:lead beaten:beat stole:steal stolen:steal hid:hide hidden:hide flew:fly flown:fly rose:rise
    risen:rise sank:sink sunk:sink sought:seek caught:catch spoke:speak spoken:speak wrote:write written:write drove:drive driven:drive burnt:burn blew:blow blown:blow dealt:deal
    said:say says:say told:tell became:become sued:sue suing:sue freed:free ran:run threw:throw thrown:throw overthrew:overthrow overthrown:overthrow brought:bring built:build lain:lie paid:pay tied:tie vying:vie""".split()
)


def lemma_of(word: str) -> str:
    """Returns the stem of a word in which irregular past forms meet their verb.

    >>> lemma_of("shot"), lemma_of("shooting"), lemma_of("died")
    ('shoot', 'shoot', 'die')
    """
    lower = word.lower()
    return stem(_IRREGULAR.get(lower, lower))


def is_base_form(word: str) -> bool:
    """Tells whether a word has no ending of a verb and is no irregular past form: a verb in a sentence mostly has, a noun mostly has not.

    >>> is_base_form("pact"), is_base_form("struck"), is_base_form("bombed")
    (True, False, False)
    """
    lower = word.lower()
    return not lower.endswith(("ed", "s")) and lower not in _IRREGULAR


def stems_of(text: str) -> tuple[str, ...]:
    """Returns the stems of the words of ``text`` that tell something, in order.

    >>> stems_of("Rebels attacked the town of Goma")
    ('rebel', 'attack', 'town', 'goma')
    """
    return tuple(lemma_of(word) for word in (m.group() for m in _WORD.finditer(fold(text))) if word not in STOPWORDS and len(word) > 1 and not word.isdigit())


def numbers_of(text: str) -> frozenset[str]:
    """Returns the numbers of ``text`` that are no years, in digits."""
    found = {m.group().replace(",", "") for m in _NUMBER.finditer(text)}
    found |= {str(_WRITTEN[w]) for w in re.findall(r"[a-z]+", text.lower()) if w in _WRITTEN}
    return frozenset(n for n in found if not (n.isdigit() and 1900 <= int(n) <= 2100) and n not in ("0", "1"))


@functools.cache
def happening_sets() -> Mapping[str, frozenset[int]]:
    """Returns, for each stem of the table of happenings, the lines on which it stands."""
    out: dict[str, set[int]] = {}
    for number, line in enumerate(_SAME_HAPPENING.strip().splitlines()):
        for word in line.split():
            out.setdefault(stem(word), set()).add(number)
    return {word: frozenset(lines) for word, lines in out.items()}


@functools.cache
def _frequencies() -> tuple[int, Mapping[str, int]]:
    data = resources.files("dragoman.merge").joinpath("data", "frequencies.tsv.gz").read_bytes()
    first, *lines = gzip.decompress(data).decode().splitlines()
    return int(first), {word: int(number) for word, number in (line.split("\t") for line in lines)}


@functools.lru_cache(maxsize=1 << 16)
def weight_of(word: str) -> float:
    """Returns how much a stem tells: the logarithm of how rare it is among short reports of events (a fixed table: it never depends on a store)."""
    total, counts = _frequencies()
    return math.log((total + 1) / (counts.get(word, 0) + 1))


def vector_of(words: Iterable[str]) -> dict[str, float]:
    """Returns the stems of a text with their weights, of length 1 together; repeated words count by the root of their number."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    raw = {word: weight_of(word) * math.sqrt(n) for word, n in sorted(counts.items())}
    length = math.sqrt(math.fsum(v * v for v in raw.values()))
    return {word: v / length for word, v in raw.items()} if length else {}


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Returns the cosine of two vectors of length 1; the same for (a, b) and (b, a), to the last place."""
    return math.fsum(a[word] * b[word] for word in a.keys() & b.keys())
