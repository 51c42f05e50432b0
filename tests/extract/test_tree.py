from dragoman.extract.tree import Tree
from dragoman.records import Analysis, Sentence, Token


def analysis(*rows: tuple[str, str, int, str]) -> Analysis:
    """Builds the analysis of one sentence from (word, UPOS, head, relation)."""
    tokens, at = [], 0
    for i, (word, pos, head, rel) in enumerate(rows):
        tokens.append(Token(i=i, start=at, end=at + len(word), text=word, pos=pos, head=head, deprel=rel, sentence=0))
        at += len(word) + 1
    text = " ".join(r[0] for r in rows)
    sentence = Sentence(start=0, end=len(rows), segment=0)
    return Analysis(text=text, tokens=tuple(tokens), sentences=(sentence,), mentions=(), triggers=(), attributions=())


def test_a_controlled_verb_takes_the_subject_of_its_governor() -> None:
    tree = Tree(analysis(("Peru", "PROPN", 1, "nsubj"), ("refused", "VERB", 1, "root"), ("to", "PART", 3, "mark"), ("sign", "VERB", 1, "xcomp")))
    assert [t.text for t in tree.subjects(3)] == ["Peru"]


def test_negation_and_condition_belong_to_their_clause() -> None:
    tree = Tree(analysis(("If", "SCONJ", 2, "mark"), ("Peru", "PROPN", 2, "nsubj"), ("attacks", "VERB", 5, "advcl"), ("Chile", "PROPN", 5, "nsubj"),
                         ("not", "PART", 5, "advmod"), ("yields", "VERB", 5, "root")))  # fmt: skip
    assert tree.is_conditional(2) and not tree.is_conditional(5)
    assert tree.is_negated(5) and not tree.is_negated(2)


def test_sanctions_that_are_faced_are_standing() -> None:
    tree = Tree(analysis(("Peru", "PROPN", 1, "nsubj"), ("faces", "VERB", 1, "root"), ("sanctions", "NOUN", 1, "obj")))
    assert tree.is_standing(2)
    tree = Tree(analysis(("Peru", "PROPN", 1, "nsubj"), ("imposed", "VERB", 1, "root"), ("sanctions", "NOUN", 1, "obj")))
    assert not tree.is_standing(2)
