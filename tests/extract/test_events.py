import pytest
from tests.extract.build import make_analysis, make_trigger

from dragoman.extract.demands import extract_demands
from dragoman.extract.events import EventCandidate, extract_events
from dragoman.extract.statements import extract_statements
from dragoman.extract.tree import Tree
from dragoman.records import Analysis, Attribution, Segment


def extract(analysis: Analysis) -> list[EventCandidate]:
    tree = Tree(analysis)
    segments = [Segment(kind="body", start=0, end=len(analysis.text))]
    statements = extract_statements(analysis, tree, segments)
    events = extract_events(analysis, tree, statements, ["body"])
    return events + extract_demands(analysis, tree, statements, events, ["body"])


def words(analysis: Analysis, event: EventCandidate, role: str) -> list[str]:
    return [analysis.span(*s).text for s in event.roles[role]]


def test_a_place_in_a_picture_is_no_departure() -> None:
    analysis = make_analysis(
        ("Alves", "PROPN", 4, "nsubj"), (",", "PUNCT", 2, "punct"), ("left", "VERB", 0, "acl"), (",", "PUNCT", 2, "punct"), ("waves", "VERB", 4, "root"),
        mentions=((0, 1, 0, "person"),), triggers=(make_trigger(2, "RETREAT", ("actor", 0, 1)),),
    )  # fmt: skip
    assert extract(analysis) == []


def test_the_subject_of_another_verb_does_not_act() -> None:
    analysis = make_analysis(
        ("Lu", "PROPN", 1, "nsubj"), ("resigned", "VERB", 1, "root"), ("as", "SCONJ", 4, "mark"), ("Wu", "PROPN", 4, "nsubj"), ("blamed", "VERB", 1, "advcl"),
        ("him", "PRON", 4, "obj"), mentions=((0, 1, 0, "person"), (3, 4, 3, "person")),
        triggers=(make_trigger(4, "ACCUSE", ("actor", 0, 1), ("actor", 3, 4)),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert words(analysis, event, "actor") == ["Wu"]


def test_a_country_under_sanctions_is_their_target_and_not_their_author() -> None:
    analysis = make_analysis(
        ("Peru", "PROPN", 4, "nsubj"), ("is", "AUX", 4, "cop"), ("under", "ADP", 4, "case"), ("UN", "PROPN", 4, "compound"), ("sanctions", "NOUN", 4, "root"),
        mentions=((0, 1, 0, "state"), (3, 4, 3, "igo")), triggers=(make_trigger(4, "SANCTION", ("actor", 0, 1), ("actor", 3, 4), sure=0.99),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert event.status.status == "background_ongoing"
    assert (words(analysis, event, "actor"), words(analysis, event, "recipient")) == (["UN"], ["Peru"])


def test_part_of_a_name_is_widened_to_the_name() -> None:
    analysis = make_analysis(
        ("Lu", "PROPN", 1, "nsubj"), ("visited", "VERB", 1, "root"), ("North", "PROPN", 1, "obj"), ("Korea", "PROPN", 2, "flat"),
        mentions=((0, 1, 0, "person"), (2, 4, 2, "state")), triggers=(make_trigger(1, "CONSULT", ("actor", 0, 1), ("recipient", 3, 4)),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert words(analysis, event, "recipient") == ["North Korea"]


def _said_that_it_must(subject: str, modal: str) -> Analysis:
    return make_analysis(
        ("Lu", "PROPN", 1, "nsubj"), ("said", "VERB", 1, "root"), (subject, "PROPN", 4, "nsubj"), (modal, "AUX", 4, "aux"), ("withdraw", "VERB", 1, "ccomp"),
        mentions=((0, 1, 0, "person"), (2, 3, 2, "state")), triggers=(make_trigger(4, "RETREAT", ("actor", 2, 3), status="conditional", sure=0.99),),
        attributions=(Attribution(cue=(1, 2), speaker=(0, 1), content=((2, 5),), score=0.9),),
    )  # fmt: skip


def test_what_somebody_says_must_be_done_is_requested_by_him() -> None:
    analysis = _said_that_it_must("Peru", "must")
    act, demand = extract(analysis)
    assert (act.trigger.event_type, act.status.status) == ("RETREAT", "requested")
    assert (demand.trigger.event_type, demand.status.status) == ("REQUEST", "asserted")
    assert demand.trigger.mode == "yield"
    assert (words(analysis, demand, "actor"), words(analysis, demand, "recipient")) == (["Lu"], ["Peru"])


def test_what_we_must_do_is_no_demand_on_others() -> None:
    (act,) = extract(_said_that_it_must("we", "must"))
    assert act.trigger.event_type == "RETREAT" and act.status.status != "requested"


def test_what_somebody_says_can_be_done_is_no_demand() -> None:
    assert len(extract(_said_that_it_must("Peru", "can"))) == 1


def test_what_an_accusation_says_is_alleged_whatever_it_looks_like() -> None:
    analysis = make_analysis(
        ("Lu", "PROPN", 1, "nsubj"), ("accused", "VERB", 1, "root"), ("Peru", "PROPN", 1, "obj"), ("of", "SCONJ", 4, "mark"), ("arming", "VERB", 1, "advcl"),
        ("rebels", "NOUN", 4, "obj"), mentions=((0, 1, 0, "person"), (2, 3, 2, "state")),
        triggers=(make_trigger(4, "AID", ("actor", 2, 3), ("recipient", 5, 6), status="promised", sure=0.99),),
        attributions=(Attribution(cue=(1, 2), speaker=(0, 1), content=((2, 6),), score=0.9),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert event.status.status == "alleged"


def test_who_condemns_an_act_is_not_its_doer_but_who_lifts_a_ban_is() -> None:
    def analysis(verb: str, kind: str, act: str) -> Analysis:
        return make_analysis(
            ("Peru", "PROPN", 1, "nsubj"), (verb, "VERB", 1, "root"), ("the", "DET", 3, "det"), ("ban", "NOUN", 1, "obj"),
            mentions=((0, 1, 0, "state"),), triggers=(make_trigger(1, kind, ("actor", 0, 1)), make_trigger(3, act)),
        )  # fmt: skip

    condemned, lifted = analysis("condemned", "ACCUSE", "SANCTION"), analysis("lifted", "RETREAT", "SANCTION")
    assert words(condemned, extract(condemned)[1], "actor") == []
    assert words(lifted, extract(lifted)[1], "actor") == ["Peru"]


def test_a_thing_that_is_praised_is_no_recipient() -> None:
    analysis = make_analysis(
        ("Peru", "PROPN", 1, "nsubj"), ("welcomed", "VERB", 1, "root"), ("the", "DET", 3, "det"), ("truce", "NOUN", 1, "obj"),
        mentions=((0, 1, 0, "state"),), triggers=(make_trigger(1, "SUPPORT", ("actor", 0, 1), ("recipient", 2, 4)),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert words(analysis, event, "recipient") == []


@pytest.mark.parametrize(("kind", "actors"), [("COERCE", ["Lu"]), ("CONSULT", ["Lu", "Wu"])])
def test_only_one_side_acts_where_the_act_is_not_joint(kind: str, actors: list[str]) -> None:
    analysis = make_analysis(
        ("Lu", "PROPN", 1, "nsubj"), ("acted", "VERB", 1, "root"), ("with", "ADP", 3, "case"), ("Wu", "PROPN", 1, "obl"),
        mentions=((0, 1, 0, "person"), (3, 4, 3, "person")), triggers=(make_trigger(1, kind, ("actor", 0, 1), ("actor", 3, 4)),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert words(analysis, event, "actor") == actors


def test_a_place_that_is_raided_is_hit() -> None:
    analysis = make_analysis(
        ("Rebels", "NOUN", 1, "nsubj"), ("raided", "VERB", 1, "root"), ("Lowen", "PROPN", 1, "obj"), ("in", "ADP", 4, "case"), ("Chad", "PROPN", 1, "obl"),
        mentions=((0, 1, 0, "armed_group"), (2, 3, 2, "place"), (4, 5, 4, "place")),
        triggers=(make_trigger(1, "ASSAULT", ("actor", 0, 1), ("place", 2, 3), ("place", 4, 5)),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert words(analysis, event, "recipient") == ["Lowen"]


def test_a_place_in_which_something_happens_is_no_recipient() -> None:
    analysis = make_analysis(
        ("Lu", "PROPN", 1, "nsubj"), ("signed", "VERB", 1, "root"), ("in", "ADP", 3, "case"), ("Lowen", "PROPN", 1, "obl"),
        mentions=((0, 1, 0, "person"), (3, 4, 3, "place")), triggers=(make_trigger(1, "SUPPORT", ("actor", 0, 1), ("recipient", 3, 4)),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert words(analysis, event, "recipient") == []


def test_a_share_of_the_victims_is_no_second_party() -> None:
    analysis = make_analysis(
        ("Monks", "NOUN", 6, "nsubj:pass"), (",", "PUNCT", 0, "punct"), ("two", "NUM", 5, "nsubj"), ("of", "ADP", 4, "case"), ("whom", "PRON", 2, "nmod"),
        ("slept", "VERB", 0, "acl:relcl"), ("died", "VERB", 6, "root"), mentions=((0, 1, 0, "group"),),
        triggers=(make_trigger(6, "ASSAULT", ("recipient", 0, 1), ("recipient", 2, 4)),),
    )  # fmt: skip
    (event,) = extract(analysis)
    assert words(analysis, event, "recipient") == ["Monks"]
