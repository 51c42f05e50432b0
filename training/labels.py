"""The label sets of every head, in the order of their output columns. The shipped model repeats them in its ``labels.json``."""

from training import frames_format
from training.corpus_format import CONTEXTS, EVENT_TYPES, MENTION_KINDS, MODES, SECTORS, STATUSES

UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
DEPREL = (
    "acl advcl advmod amod appos aux case cc ccomp clf compound conj cop csubj dep det discourse dislocated expl fixed flat goeswith "
    "iobj list mark nmod nsubj nummod obj obl orphan parataxis punct reparandum root vocative xcomp acl:relcl nsubj:pass aux:pass "
    "obl:agent nmod:poss compound:prt obl:tmod nmod:tmod obl:npmod nmod:npmod obl:unmarked nmod:unmarked cc:preconj det:predet nsubj:outer csubj:pass flat:foreign"
).split()
COARSE = ["PER", "ORG", "LOC", "GRP"]
COARSE_OF_KIND = {
    "person": "PER", "state": "LOC", "place": "LOC", "bloc": "LOC", "igo": "ORG", "org": "ORG", "ministry": "ORG",
    "armed_group": "ORG", "party": "ORG", "company": "ORG", "media": "ORG", "vessel": "ORG", "group": "GRP", "people": "GRP",
}  # fmt: skip
NAME = ["O", *(f"{p}-{k}" for k in ("PER", "ORG", "LOC", "MISC") for p in "BI")]
MENTION = ["O", *(f"{p}-{k}" for k in COARSE for p in "BI")]
KIND = MENTION_KINDS
SECTOR = ["-", *SECTORS]
TRIGGER = ["O", *EVENT_TYPES]
#: What a marked pair is scored for: the types, and apart from them the codes whose CAMEO root belongs to another type than PLOVER 2.0 gives them
#: (035 intent to yield: CONCEDE, root AGREE; 116 finding guilty: SANCTION, root ACCUSE; 191 and 192 blockade and occupation: COERCE, root ASSAULT).
RELATION = [*EVENT_TYPES, "CONCEDE/03", "SANCTION/11", "COERCE/19"]
STATUS = STATUSES
MODE = ["-", *(f"{kind}/{mode}" for kind, modes in MODES.items() for mode in modes.split())]
CONTEXT = CONTEXTS
CUE = ["O", "B", "I"]
ROLE = ["O", "actor", "recipient", "place", "time", "object"]
QUOTE = ["O", "speaker", "content"]
SRL = ["O", "ARG0", "ARG1", "ARG2", "ARGM-LOC", "ARGM-TMP"]
SENT = ["O", "END"]
#: The ledger's frames: a word may name frames of several types; stages and kinds are those of its type.
FRAME = list(frames_format.KINDS)
FRAME_STAGE = [f"{kind}/{stage}" for kind, stages in frames_format.STAGES.items() for stage in stages.split()]
FRAME_KIND = [f"{kind}/{name}" for kind, names in frames_format.KINDS.items() for name in names.split()]
FRAME_ROLE = ["O", "giver", "taker", "thing", "time", "place", "mediator"]

TOKEN_HEADS = {
    "sent": SENT, "pos": UPOS, "name": NAME, "mention": MENTION, "kind": KIND, "sector": SECTOR, "trigger": TRIGGER,
    "status": STATUS, "mode": MODE, "cue": CUE,
}  # fmt: skip
PAIR_HEADS = {"role": ROLE, "quote": QUOTE, "srl": SRL, "frame_role": FRAME_ROLE}
FRAME_HEADS = {"frame": FRAME, "frame_stage": FRAME_STAGE, "frame_kind": FRAME_KIND}
