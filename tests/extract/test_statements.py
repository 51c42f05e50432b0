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
