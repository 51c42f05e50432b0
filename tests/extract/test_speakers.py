"""Speakers by grammar: who is found where the model names nobody, and which spans are made whole."""

from hypothesis import given
from hypothesis import strategies as st
from tests.extract.build import make_analysis

from dragoman.extract.speakers import grammatical_speaker, whole_speaker
from dragoman.extract.tree import Tree
from dragoman.records import Analysis

MINISTER = make_analysis(
    ("Lu", "PROPN", 6, "nsubj"), (",", "PUNCT", 3, "punct"), ("the", "DET", 3, "det"), ("minister", "NOUN", 0, "appos"), ("of", "ADP", 5, "case"),
    ("mines", "NOUN", 3, "nmod"), ("agreed", "VERB", 6, "root"), (",", "PUNCT", 8, "punct"), ("saying", "VERB", 6, "advcl"), ("so", "ADV", 8, "advmod"),
)  # fmt: skip


def named(analysis: Analysis, cue: int) -> str | None:
    found = grammatical_speaker(Tree(analysis), (cue, cue + 1))
    return None if found is None else analysis.span(*found).text


def test_a_participle_has_the_subject_of_the_clause_above() -> None:
    assert named(MINISTER, 8) == named(MINISTER, 6) == "Lu , the minister of mines"


def test_a_passive_is_said_by_its_agent_or_by_nobody() -> None:
    accused = make_analysis(("Wu", "PROPN", 2, "nsubj:pass"), ("was", "AUX", 2, "aux:pass"), ("accused", "VERB", 2, "root"))
    assert named(accused, 2) is None
    told = make_analysis(("Wu", "PROPN", 2, "nsubj:pass"), ("was", "AUX", 2, "aux:pass"), ("told", "VERB", 2, "root"), ("by", "ADP", 4, "case"),
                         ("envoys", "NOUN", 2, "obl"))  # fmt: skip
    assert named(told, 2) == "envoys"


def test_who_tells_in_a_relative_clause_is_the_noun_before_it() -> None:
    analysis = make_analysis(
        ("police", "NOUN", 1, "nsubj"), ("met", "VERB", 1, "root"), ("a", "DET", 3, "det"), ("witness", "NOUN", 1, "obj"), ("who", "PRON", 5, "nsubj"),
        ("said", "VERB", 3, "acl:relcl"), ("so", "ADV", 5, "advmod"),
    )  # fmt: skip
    assert named(analysis, 5) == "a witness"


def test_according_to_names_the_noun_that_follows() -> None:
    analysis = make_analysis(
        ("it", "PRON", 1, "nsubj"), ("fell", "VERB", 1, "root"), ("according", "ADP", 5, "case"), ("to", "ADP", 2, "fixed"), ("exit", "NOUN", 5, "compound"),
        ("polls", "NOUN", 1, "obl"),
    )  # fmt: skip
    found = grammatical_speaker(Tree(analysis), (2, 4))
    assert found is not None and analysis.span(*found).text == "exit polls"


def test_a_description_is_not_broken_off() -> None:
    assert whole_speaker(Tree(MINISTER), (0, 3), (6, 7), []) == (0, 6)
    assert whole_speaker(Tree(MINISTER), (0, 3), (6, 7), [(3, 6)]) == (0, 1)  # what is said stands in the way
    assert whole_speaker(Tree(MINISTER), (0, 1), (6, 7), []) == (0, 1)


def test_part_of_a_name_becomes_the_name() -> None:
    analysis = make_analysis(
        ("the", "DET", 3, "det"), ("Harbour", "PROPN", 3, "compound"), ("Workers", "PROPN", 3, "compound"), ("Union", "PROPN", 4, "nsubj"),
        ("said", "VERB", 4, "root"), ("no", "INTJ", 4, "obj"),
    )  # fmt: skip
    assert whole_speaker(Tree(analysis), (1, 2), (4, 5), [(5, 6)]) == (0, 4)


def test_the_owner_of_a_letter_remains_its_speaker() -> None:
    analysis = make_analysis(("Wu", "PROPN", 2, "nmod:poss"), ("'s", "PART", 0, "case"), ("letter", "NOUN", 3, "nsubj"), ("says", "VERB", 3, "root"))
    assert whole_speaker(Tree(analysis), (0, 1), (3, 4), []) == (0, 1)


@given(st.data())
def test_a_speaker_lies_beside_the_cue_and_is_never_empty(data: st.DataObject) -> None:
    n = data.draw(st.integers(3, 8))
    root = data.draw(st.integers(0, n - 1))
    rows = [
        ("w", data.draw(st.sampled_from(["NOUN", "PROPN", "VERB", "ADP", "DET", "PUNCT"])), root,
         data.draw(st.sampled_from(["nsubj", "obj", "obl", "appos", "nmod", "acl", "punct", "case"])) if i != root else "root")
        for i in range(n)
    ]  # fmt: skip
    tree = Tree(make_analysis(*rows))
    at = data.draw(st.integers(0, n - 1))
    found = grammatical_speaker(tree, (at, at + 1))
    assert found is None or 0 <= found[0] < found[1] <= n
    start = data.draw(st.integers(0, n - 1))
    low, high = whole_speaker(tree, (start, start + 1), (at, at + 1), [])
    assert 0 <= low < high <= n
