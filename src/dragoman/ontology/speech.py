"""Words of saying and the speech acts that they perform (DOMAIN: Statement.speech_act)."""

from __future__ import annotations

from dragoman.ontology.plover import stem

_ACTS = {
    "report": "say tell report state announce add note explain describe confirm declare mention reveal disclose inform write tweet post "
    "recall comment remark respond reply answer argue insist maintain stress emphasise emphasize underline according quote cite show "
    "indicate suggest find conclude read publish assert claim estimate put acknowledge",
    "accusation": "accuse allege blame charge",
    "denial": "deny refute rebut dispute dismiss disavow disclaim",
    "admission": "admit concede confess",
    "promise": "promise pledge vow commit swear guarantee assure undertake",
    "offer": "offer propose",
    "threat": "threaten",
    "warning": "warn caution alert",
    "demand": "demand order insist require instruct",
    "request": "ask request urge call appeal plead beg invite seek implore exhort press",
    "refusal": "refuse reject decline rule",
    "praise": "praise hail laud commend applaud welcome congratulate salute tout",
    "thanks": "thank",
    "condemnation": "condemn denounce deplore decry criticise criticize slam blast lambast lambaste rebuke chide castigate",
    "concern": "worry fear lament regret voice express",
    "belief": "believe think suspect consider doubt hope expect see view feel know assume",
    "prediction": "predict forecast foresee",
    "endorsement": "endorse back support approve agree",
}  # fmt: skip
_ACT_OF = {stem(word): act for act, words in reversed(_ACTS.items()) for word in words.split()} | {"said": "report", "told": "report", "swore": "promise",
          "sought": "request", "found": "report", "read": "report", "wrote": "report", "saw": "belief", "thought": "belief", "felt": "belief"}  # fmt: skip
#: Verbs that introduce a quotation, for quotations that the model leaves without a cue.
SAYING = frozenset(stem(word) for word in _ACTS["report"].split() if word not in ("according", "show", "find", "put", "read")) | {
    "said", "told", "wrote", "stem", "warn", "urge"}  # fmt: skip


def speech_act_of(cue: str) -> str:
    """Returns the speech act of a cue such as "was quoted as saying"; the last word that has one decides, else ``report``."""
    acts = [_ACT_OF.get(word.lower()) or _ACT_OF.get(stem(word)) for word in cue.split()]
    return next((act for act in reversed(acts) if act), "report")
