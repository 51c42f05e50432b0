from tests.extract.build import make_analysis

from dragoman.extract.statements import StatementCandidate, extract_statements
from dragoman.extract.tree import Tree
from dragoman.records import Analysis, Attribution, Segment


def extract(analysis: Analysis) -> list[StatementCandidate]:
    return extract_statements(analysis, Tree(analysis), [Segment(kind="body", start=0, end=len(analysis.text))])


def told(analysis: Analysis, statement: StatementCandidate) -> tuple[str, str, list[str]]:
    assert statement.speaker is not None
    return analysis.span(*statement.speaker).text, statement.speech_act, [analysis.span(*c).text for c in statement.content]


def test_a_denial_without_a_clause_is_a_statement() -> None:
    analysis = make_analysis(("Peru", "PROPN", 1, "nsubj"), ("denied", "VERB", 1, "root"), ("the", "DET", 3, "det"), ("report", "NOUN", 1, "obj"))
    (statement,) = extract(analysis)
    assert told(analysis, statement) == ("Peru", "denial", ["the report"])


def test_what_is_denied_may_stand_before_the_denial() -> None:
    analysis = make_analysis(
        ("Chile", "PROPN", 1, "nsubj"), ("accused", "VERB", 1, "root"), ("Peru", "PROPN", 1, "obj"), (",", "PUNCT", 5, "punct"), ("a", "DET", 5, "det"),
        ("charge", "NOUN", 1, "appos"), ("that", "PRON", 8, "obj"), ("Lima", "PROPN", 8, "nsubj"), ("denied", "VERB", 5, "acl:relcl"),
    )  # fmt: skip
    (statement,) = extract(analysis)
    assert told(analysis, statement) == ("Lima", "denial", ["a charge"])


def test_a_refusal_is_no_denial() -> None:
    analysis = make_analysis(("Peru", "PROPN", 1, "nsubj"), ("rejected", "VERB", 1, "root"), ("the", "DET", 3, "det"), ("offer", "NOUN", 1, "obj"))
    assert [s.speech_act for s in extract(analysis)] == ["refusal"]


def test_cue_and_speaker_are_not_part_of_what_is_said() -> None:
    analysis = make_analysis(
        ("no", "INTJ", 3, "ccomp"), (",", "PUNCT", 3, "punct"), ("Lu", "PROPN", 3, "nsubj"), ("said", "VERB", 3, "root"), (",", "PUNCT", 3, "punct"),
        ("not", "PART", 6, "advmod"), ("now", "ADV", 0, "advmod"), attributions=(Attribution(cue=(3, 4), speaker=(2, 3), content=((0, 7),), score=0.9),),
    )  # fmt: skip
    (statement,) = extract(analysis)
    tokens = {i for a, b in statement.content for i in range(a, b)}
    assert not tokens & {2, 3} and {5, 6} <= tokens


def test_who_denies_accusations_does_not_accuse() -> None:
    analysis = make_analysis(
        ("Lima", "PROPN", 1, "nsubj"), ("denies", "VERB", 1, "root"), ("accusations", "NOUN", 1, "obj"), ("about", "ADP", 5, "case"),
        ("arms", "NOUN", 5, "compound"), ("deliveries", "NOUN", 2, "nmod"),
        attributions=tuple(Attribution(cue=cue, speaker=(0, 1), content=((3, 6),), score=0.9) for cue in ((1, 2), (2, 3))),
    )  # fmt: skip
    (statement,) = extract(analysis)
    assert told(analysis, statement) == ("Lima", "denial", ["accusations about arms deliveries"])


def test_a_deed_is_no_saying() -> None:
    analysis = make_analysis(
        ("Chad", "PROPN", 1, "nsubj"), ("agreed", "VERB", 1, "root"), ("to", "PART", 3, "mark"), ("withdraw", "VERB", 1, "xcomp"),
        attributions=(Attribution(cue=(1, 2), speaker=(0, 1), content=((2, 4),), score=0.9),),
    )  # fmt: skip
    assert extract(analysis) == []


def test_who_is_quoted_as_saying_something_speaks() -> None:
    analysis = make_analysis(
        ("Radio", "PROPN", 1, "nsubj"), ("quoted", "VERB", 1, "root"), ("Lu", "PROPN", 1, "obj"), ("as", "SCONJ", 4, "mark"), ("saying", "VERB", 1, "advcl"),
        ("it", "PRON", 6, "nsubj"), ("rained", "VERB", 4, "ccomp"),
        attributions=tuple(Attribution(cue=cue, speaker=(0, 1), content=((5, 7),), score=0.9) for cue in ((1, 2), (4, 5))),
    )  # fmt: skip
    (statement,) = extract(analysis)
    assert told(analysis, statement) == ("Lu", "report", ["it rained"]) and statement.relay == (0, 1)


def test_set_words_accuse() -> None:
    analysis = make_analysis(
        ("Chad", "PROPN", 1, "nsubj"), ("laid", "VERB", 1, "root"), ("the", "DET", 3, "det"), ("blame", "NOUN", 1, "obj"), ("for", "ADP", 6, "case"),
        ("the", "DET", 6, "det"), ("raid", "NOUN", 3, "nmod"), ("on", "ADP", 8, "case"), ("Mali", "PROPN", 1, "obl"),
    )  # fmt: skip
    (statement,) = extract(analysis)
    assert told(analysis, statement) == ("Chad", "accusation", ["for the raid"])


def test_neither_to_confirm_nor_to_deny_is_to_say_nothing() -> None:
    analysis = make_analysis(
        ("Lima", "PROPN", 3, "nsubj"), ("would", "AUX", 3, "aux"), ("neither", "PART", 3, "advmod"), ("confirm", "VERB", 3, "root"), ("nor", "CCONJ", 5, "cc"),
        ("deny", "VERB", 3, "conj"), ("the", "DET", 7, "det"), ("report", "NOUN", 5, "obj"),
    )  # fmt: skip
    (statement,) = extract(analysis)
    assert told(analysis, statement) == ("Lima", "no_comment", ["the report"])


def test_an_unsure_cue_without_a_speaker_is_none() -> None:
    rows = (("It", "PRON", 1, "nsubj"), ("shows", "VERB", 1, "root"), ("gains", "NOUN", 1, "obj"))
    for score, found in ((0.5, 0), (0.9, 1)):
        analysis = make_analysis(*rows, attributions=(Attribution(cue=(1, 2), speaker=None, content=((2, 3),), score=score),))
        assert len(extract(analysis)) == found
