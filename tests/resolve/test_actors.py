from datetime import date
from importlib import resources

import pytest

from dragoman.resolve.actors import ActorResolver, compatible
from dragoman.resolve.knowledge import Holder, KnowledgePack, _day, people_keys

PACK = KnowledgePack.load()
RESOLVER = ActorResolver(PACK)


@pytest.mark.parametrize(
    ("text", "kind", "country", "sector"),
    [
        ("the Kremlin", "state", "RUS", "GOV"),
        ("Addis Ababa", "state", "ETH", "GOV"),
        ("Kenyan President Miriam Otieno", "person", "KEN", "GOV"),
        ("former Brazilian president Jair Bolsonaro", "person", "BRA", "ELI"),
        ("Chilean opposition leader Rodrigo Salinas", "person", "CHL", "OPP"),
        ("Putin’s foreign affairs adviser Yuri Ushakov", "person", "RUS", "GOV"),
        ("two Saudi men", "unnamed_group", "SAU", "CVL"),
        ("the rebels", "unnamed_group", None, "REB"),
        ("the U.N. Security Council", "igo_organ", "UNO", None),
        ("Amnesty International", "org", "NGO", "SOC"),
        ("Ukrainian forces", "unnamed_group", "UKR", "MIL"),
        ("the Soviet Union", "former_state", "SUN", "GOV"),
        ("Maj. Gen. Rehan Qureshi", "person", None, "MIL"),
        ("a cousin", "person", None, None),
    ],
)
def test_a_mention_says_who_it_is(text: str, kind: str, country: str | None, sector: str | None) -> None:
    reading = RESOLVER.read(text, model_kind=None, on=date(2024, 6, 19))
    assert (reading.kind, reading.country, reading.sector) == (kind, country, sector)
    assert all(step.because for step in reading.steps)


def test_an_office_is_dated() -> None:
    in_office = RESOLVER.read("Angela Merkel", model_kind="person", on=date(2015, 1, 1))
    after = RESOLVER.read("Angela Merkel", model_kind="person", on=date(2024, 1, 1))
    assert (in_office.sector, after.sector) == ("GOV", "ELI")


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [
        ("Otieno", "Kenyan President Miriam Otieno", True),
        ("Kim Jong-un", "North Korean leader Kim Jong Un", True),
        ("Kim", "North Korean leader Kim Jong Un", True),
        ("the Ugandan president", "Kenyan President Miriam Otieno", False),
        ("Salinas", "Kenyan President Miriam Otieno", False),
        ("Zelensky", "President Volodymyr Zelenskyy", True),
    ],
)
def test_short_forms_find_their_bearer(short: str, long: str, same: bool) -> None:
    on = date(2024, 6, 19)
    a, b = (RESOLVER.read(text, model_kind="person", on=on) for text in (short, long))
    assert (a.key is not None and a.key == b.key) or compatible(a, b) is same


def test_an_office_given_by_month_or_year_holds_to_its_end() -> None:
    assert _day("1999", last=True) == date(1999, 12, 31) and _day("2004-02", last=True) == date(2004, 2, 29) and _day("2004-02") == date(2004, 2, 1)


def test_bearers_of_one_name_in_two_states_are_told_apart_by_the_day_or_not_at_all() -> None:
    pack = KnowledgePack.load()
    old = Holder("Ana Costa", "PRT", "GOV", "f", "Prime Minister", date(1990, 1, 1), date(1995, 1, 1), None)
    new = Holder("Ana Costa", "BRA", "GOV", "f", "Foreign Minister", date(2010, 1, 1), date(2015, 1, 1), None)
    pack.people["ana costa"] = [old, new]
    assert pack.holder("Ana Costa", date(2012, 1, 1)) is new and pack.holder("Ana Costa", date(1992, 1, 1)) is old
    assert pack.holder("Ana Costa", date(2024, 1, 1)) is None and pack.holder("Ana Costa", None) is None


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("chairman of the company's board", None, "BUS"),
        ("a national intelligence agency officer", None, "SPY"),
        ("Mariupol police", "UKR", "COP"),
        ("warships of India and Vietnam", None, "MIL"),
        ("partially recognized country", None, "PRE"),
        ("the Iranian spokesman", "IRN", "GOV"),
        ("a Roman Catholic charity", None, "SOC"),
    ],
)
def test_described_parties(text: str, country: str | None, sector: str | None) -> None:
    reading = RESOLVER.read(text, model_kind=None, on=date(2024, 6, 19))
    assert (reading.country, reading.sector) == (country, sector)


def test_a_body_is_what_it_was_on_the_day() -> None:
    assert [RESOLVER.read("the Taliban", model_kind=None, on=day).sector for day in (date(2002, 5, 1), date(2023, 5, 1))] == ["REB", "GOV"]


@pytest.mark.parametrize(("text", "on", "name"), [
    ("Ukrainian President Volodymir Zelenskiy", date(2022, 5, 1), "Volodymyr Zelenskyy"),
    ("Abdurabbu Mansur Hadi", date(2015, 3, 1), "Abed Rabbo Mansour Hadi"),
    ("Jae-in Moon", date(2018, 5, 1), "Moon Jae-in"), ("General Abdul Fatah El-Sissi", date(2013, 7, 3), "Abdel Fattah el-Sisi"),
])  # fmt: skip
def test_an_office_holder_is_found_by_the_sound_of_the_name(text: str, on: date, name: str) -> None:
    reading = RESOLVER.read(text, model_kind="person", on=on)
    assert reading.person_name == name and reading.by_table


@pytest.mark.parametrize(("text", "on"), [
    ("Saudi officer Volodymir Zelenskiy", date(2022, 5, 1)), ("banker Volodymir Zelenskiy", date(2022, 5, 1)),
    ("Volodymir Zelenskiy", date(1995, 5, 1)), ("Oleksandr Zelenskiy", date(2022, 5, 1)),
])  # fmt: skip
def test_state_profession_day_and_given_name_speak_against_a_likeness(text: str, on: date) -> None:
    assert not RESOLVER.read(text, model_kind="person", on=on).by_table


@pytest.mark.parametrize(("text", "name", "country", "sector"), [
    ("former clerk Miriam Otieno of Kenya", "Miriam Otieno", "KEN", None), ("Hamad Dabbas, an envoy of Kuwait", "Hamad Dabbas", "KWT", "GOV"),
    ("Miriam Otieno from Norway", "Miriam Otieno", "NOR", None),
])  # fmt: skip
def test_a_name_may_stand_before_what_is_said_of_its_bearer(text: str, name: str, country: str, sector: str | None) -> None:
    reading = RESOLVER.read(text, model_kind="person", on=None)
    assert (reading.person_name, reading.country) == (name, country)
    assert sector is None or reading.sector == sector


def test_a_single_name_that_no_table_knows_holds_for_its_document_only() -> None:
    assert RESOLVER.read("Otieno", model_kind="person", on=None).key is None
    assert RESOLVER.read("Miriam Otieno", model_kind="person", on=None).key is not None


def test_the_names_by_sound_are_those_of_the_table() -> None:
    data = resources.files("dragoman.resolve").joinpath("data")
    rows = [line.split("\t") for line in data.joinpath("people.tsv").read_text(encoding="utf-8").splitlines()]
    assert data.joinpath("people_keys.tsv").read_text(encoding="utf-8").splitlines() == people_keys(rows)  # else: python tools/build_knowledge.py --people-keys


@pytest.mark.parametrize(
    ("text", "sector", "others"),
    [("former Kenyan defence minister", "ELI", ("GOV",)), ("anti-government Kenyan lawmakers", "OPP", ("LEG",)), ("the Kenyan president", "GOV", ())],
)
def test_secondary_sectors_say_what_the_titles_say_besides(text: str, sector: str, others: tuple[str, ...]) -> None:
    reading = RESOLVER.read(text, model_kind=None, on=None)
    assert (reading.sector, reading.other_sectors) == (sector, others)


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("EU trade chief Henrik Solberg", "EUR", "GOV"),
        ("UN special envoy for Cyprus Maria Lenz", "UNO", None),
        ("the German president of the World Bank", "IGO", "BUS"),
        ("the Danish secretary-general of NATO", "IGO", "MIL"),
        ("EU ambassador to Russia Marc Deschamps", "EUR", "GOV"),
        ("Israel's UN ambassador Noa Peled", "ISR", "GOV"),
        ("the US ambassador to the United Nations", "USA", "GOV"),
        ("Chad Smith", None, None),
        ("Michael Jordan", None, None),
        ("Paris Lindgren", None, None),
    ],
)
def test_an_officer_is_of_the_body_and_a_name_of_no_state(text: str, country: str | None, sector: str | None) -> None:
    reading = RESOLVER.read(text, model_kind="person", on=date(2005, 3, 1))
    assert (reading.country, reading.sector) == (country, sector)


def test_officers_are_of_the_body_for_their_term_and_of_their_state_before_it() -> None:
    assert RESOLVER.read("Javier Solana", model_kind="person", on=date(2005, 3, 1)).country == "EUR"
    assert RESOLVER.read("Javier Solana", model_kind="person", on=date(1994, 3, 1)).country == "ESP"


def test_a_government_is_named_after_who_leads_it() -> None:
    assert RESOLVER.read("the Bush administration", model_kind="org", on=date(2005, 3, 1)).country == "USA"
    assert RESOLVER.read("Bush's aides", model_kind="group", on=date(2005, 3, 1)).country is None


def test_envoys_of_two_states_are_of_neither() -> None:
    for text in ("envoys of Chile and Bolivia", "envoys of Chile and"):
        reading = RESOLVER.read(text, model_kind="group", on=None)
        assert reading.country is None and reading.of_many


def test_one_person_of_the_tables_has_one_name() -> None:
    names: dict[tuple[str, str], set[str]] = {}
    for holder, spellings in PACK._terms:
        for name in spellings:
            if " " in name:
                names.setdefault((name, holder.country), set()).add(holder.name)
    assert [n for n, holders in names.items() if len(holders) > 2] == []
