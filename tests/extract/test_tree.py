from tests.extract.build import make_analysis

from dragoman.extract.tree import Tree


def test_a_controlled_verb_takes_the_subject_of_its_governor() -> None:
    tree = Tree(make_analysis(("Peru", "PROPN", 1, "nsubj"), ("refused", "VERB", 1, "root"), ("to", "PART", 3, "mark"), ("sign", "VERB", 1, "xcomp")))
    assert [t.text for t in tree.subjects(3)] == ["Peru"]


def test_negation_and_condition_belong_to_their_clause() -> None:
    tree = Tree(make_analysis(("If", "SCONJ", 2, "mark"), ("Peru", "PROPN", 2, "nsubj"), ("attacks", "VERB", 5, "advcl"), ("Chile", "PROPN", 5, "nsubj"),
                              ("not", "PART", 5, "advmod"), ("yields", "VERB", 5, "root")))  # fmt: skip
    assert tree.is_conditional(2) and not tree.is_conditional(5)
    assert tree.is_negated(5) and not tree.is_negated(2)


def test_sanctions_that_are_faced_are_standing() -> None:
    tree = Tree(make_analysis(("Peru", "PROPN", 1, "nsubj"), ("faces", "VERB", 1, "root"), ("sanctions", "NOUN", 1, "obj")))
    assert tree.is_standing(2)
    tree = Tree(make_analysis(("Peru", "PROPN", 1, "nsubj"), ("imposed", "VERB", 1, "root"), ("sanctions", "NOUN", 1, "obj")))
    assert not tree.is_standing(2)


def test_a_condition_ends_at_a_comma() -> None:
    tree = Tree(make_analysis(("if", "SCONJ", 2, "mark"), ("Peru", "PROPN", 2, "nsubj"), ("attacks", "VERB", 2, "root"), (",", "PUNCT", 5, "punct"),
                              ("at", "ADP", 5, "case"), ("talks", "NOUN", 2, "obl")))  # fmt: skip
    assert tree.is_conditional(2) and not tree.is_conditional(5)


def test_what_is_expected_to_be_done_is_planned() -> None:
    rows = [("Lu", "PROPN", 2, "nsubj:pass"), ("is", "AUX", 2, "aux:pass"), ("expected", "VERB", 2, "root"), ("to", "PART", 4, "mark"),
            ("leave", "VERB", 2, "xcomp")]  # fmt: skip
    assert Tree(make_analysis(*rows)).is_planned(4)
    rows[2] = ("forced", "VERB", 2, "root")
    assert not Tree(make_analysis(*rows)).is_planned(4)
