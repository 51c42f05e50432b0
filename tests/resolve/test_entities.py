from datetime import date

import msgspec

from dragoman.records import Analysis, Sentence, Token
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.entities import Entities, SpanKey, actor_ids, link_entities
from dragoman.resolve.knowledge import KnowledgePack

RESOLVER = ActorResolver(KnowledgePack.load())


def link(*parties: tuple[str, str], joined: tuple[int, int] | None = None, on: date = date(2024, 6, 19)) -> tuple[Entities, list[SpanKey]]:
    """Links parties, each (words, the model's kind), that stand in a sentence each, as subjects; the two of ``joined`` are joined by "and"."""
    tokens, sentences, keys, at = [], [], {}, 0
    for words, kind in parties:
        start = len(tokens)
        for word in words.split():
            pos = "NOUN" if word.islower() else "PROPN"
            tokens.append(
                Token(i=len(tokens), start=at, end=at + len(word), text=word, pos=pos, head=start, deprel="nsubj", sentence=len(sentences))
            )
            at += len(word) + 1
        sentences.append(Sentence(start=start, end=len(tokens), segment=0))
        keys[start, len(tokens)] = kind
    if joined is not None:
        first, second = list(keys)[joined[0]], list(keys)[joined[1]]
        tokens[second[0] : second[1]] = [msgspec.structs.replace(t, head=first[0], deprel="conj") for t in tokens[second[0] : second[1]]]
    text = " ".join(t.text for t in tokens)
    analysis = Analysis(text=text, tokens=tuple(tokens), sentences=tuple(sentences), mentions=(), triggers=(), attributions=())
    return link_entities(analysis, RESOLVER, keys, speakers={}, on=on), list(keys)


def test_a_short_name_before_the_full_one_is_the_same_person() -> None:
    entities, keys = link(("Otieno", "state"), ("Kenyan President Miriam Otieno", "person"), ("Otieno", "person"))
    assert len({entities.find(k) for k in keys}) == 1
    (entity,) = entities.items
    assert (entity.reading.person_name, entity.country) == ("Miriam Otieno", "KEN")


def test_a_surname_that_two_persons_share_before_both_is_neither() -> None:
    entities, keys = link(("Otieno", "person"), ("Kenyan President Miriam Otieno", "person"), ("Ugandan poet James Otieno", "person"))
    miriam, james = entities.find(keys[1]), entities.find(keys[2])
    assert miriam != james


def test_a_state_keeps_its_name_where_a_person_bears_it() -> None:
    entities, keys = link(("Jordan", "state"), ("British minister Michael Jordan", "person"))
    assert entities.items[entities.find(keys[0])[0]].country == "JOR"
    assert entities.find(keys[0]) != entities.find(keys[1])


def test_both_countries_are_those_that_the_text_joins() -> None:
    parties = (("Armenia", "state"), ("Azerbaijan", "state"), ("Georgia", "state"), ("the two countries", "group"))
    entities, keys = link(*parties, joined=(0, 1))
    assert [entities.items[i].country for i in entities.find(keys[3])] == ["ARM", "AZE"]
    entities, keys = link(*parties)
    assert [entities.items[i].country for i in entities.find(keys[3])] == ["AZE", "GEO"]


def test_two_ministers_without_an_article_are_nobody_named_before() -> None:
    entities, keys = link(("British minister Michael Jordan", "person"), ("Ugandan minister James Otieno", "person"), ("two ministers", "group"))
    named = {i for key in keys[:2] for i in entities.find(key)}
    assert not named & set(entities.find(keys[2]))


def test_an_object_pronoun_is_not_the_subject_of_its_verb() -> None:
    rows = [("Otieno", "PROPN", 1, "nsubj"), ("spoke", "VERB", 1, "root"),
            ("Jordan", "PROPN", 3, "nsubj"), ("met", "VERB", 3, "root"), ("him", "PRON", 3, "obj")]  # fmt: skip
    tokens, at = [], 0
    for i, (word, pos, head, rel) in enumerate(rows):
        tokens.append(Token(i=i, start=at, end=at + len(word), text=word, pos=pos, head=head, deprel=rel, sentence=int(i > 1)))
        at += len(word) + 1
    sentences = (Sentence(start=0, end=2, segment=0), Sentence(start=2, end=5, segment=0))
    analysis = Analysis(text=" ".join(r[0] for r in rows), tokens=tuple(tokens), sentences=sentences, mentions=(), triggers=(), attributions=())
    entities = link_entities(analysis, RESOLVER, {(0, 1): "person", (2, 3): "person", (4, 5): ""}, speakers={}, on=date(2024, 6, 19))
    assert entities.find((4, 5)) == entities.find((0, 1)) != entities.find((2, 3))


def test_two_spellings_of_one_name_in_a_text_are_one_person() -> None:
    names = "Ruritanian general Oleh Kharchenko", "Oleg Harchenko", "Kharchanko", "Anna Harchenko"
    entities, keys = link(*((name, "person") for name in names))
    first, second, third, fourth = (entities.find(k) for k in keys)
    assert first == second == third != fourth


def test_the_id_of_a_person_holds_across_documents_by_name_and_state() -> None:
    def ids(words: str, document: str) -> list[str]:
        entities, _ = link((words, "person"))
        return [str(i) for i in actor_ids(entities, document)]

    assert ids("Kenyan nurse Miriam Otieno", "d1") == ids("Kenyan clerk Miriam Otieno", "d2") != ids("Norwegian clerk Miriam Otieno", "d3")
    assert ids("Mohammed Ali", "d1") != ids("Mohammed Ali", "d2")


def test_an_organ_is_the_body_last_named_that_it_can_be() -> None:
    entities, keys = link(("the UN Security Council", "igo"), ("Iraq", "state"), ("the Council", "igo"))
    assert entities.find(keys[2]) == entities.find(keys[0])
    entities, keys = link(("the European Union", "igo"), ("Belarus", "state"), ("The Commission", "igo"))
    (organ,) = entities.find(keys[2])
    assert (entities.items[organ].reading.name, entities.items[organ].country) == ("European Commission", "EUR")
    entities, keys = link(("Peru", "state"), ("Congress", "org"))
    assert entities.items[entities.find(keys[1])[0]].country == "PER"


def test_an_organ_stays_open_where_several_fit() -> None:
    entities, keys = link(("Argentina", "state"), ("Brazil", "state"), ("Congress", "org"))
    organ = entities.items[entities.find(keys[2])[0]]
    assert organ.country is None and organ.reading.of_many
