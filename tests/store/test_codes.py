"""State numbers by day: one at most, the right one where states changed."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.store.codes import SYSTEMS, fips_of, iso2_of, iso3_of_code, iso3_of_fips, iso3_of_name, iso3_of_number, spells, state_number


@pytest.mark.parametrize(("system", "iso3", "day", "code"), [
    ("cow", "DEU", "1980-06-01", 260), ("cow", "DEU", "1990-10-02", 260), ("cow", "DEU", "1990-10-03", 255), ("gw", "DEU", "1980-06-01", 260), ("gw", "DEU", "2026-01-01", 260),
    ("cow", "DDR", "1980-06-01", 265), ("cow", "DDR", "1990-10-03", None), ("cow", "SRB", "1999-03-24", 345), ("cow", "SRB", "2026-01-01", 345), ("gw", "SRB", "2006-06-04", 345),
    ("gw", "SRB", "2006-06-05", 340), ("cow", "YUG", "1991-01-01", 345), ("cow", "RUS", "1985-01-01", 365), ("cow", "SUN", "1985-01-01", 365), ("gw", "RUS", "2024-06-19", 365),
    ("cow", "PRK", "2024-06-19", 731), ("cow", "KOR", "2024-06-19", 732), ("cow", "VNM", "1970-01-01", 816), ("cow", "VNM", "2024-01-01", 816), ("cow", "YEM", "1980-01-01", 678),
    ("cow", "YEM", "1990-05-22", 679), ("gw", "YEM", "2024-01-01", 678), ("cow", "YMD", "1980-01-01", 680), ("cow", "CSK", "1992-12-31", 315), ("cow", "CZE", "1993-01-01", 316),
    ("cow", "SSD", "2010-01-01", None), ("cow", "SSD", "2012-01-01", 626), ("cow", "KOS", "2008-01-01", None), ("cow", "KOS", "2009-01-01", 347), ("cow", "PSE", "2024-01-01", None),
    ("cow", "TWN", "2024-01-01", 713), ("cow", "EUR", "2024-01-01", None),
])  # fmt: skip
def test_numbers_where_states_changed(system, iso3, day, code):
    assert state_number(system, iso3, day) == code


@given(st.sampled_from(sorted({iso3 for spell in spells() for iso3 in spell.iso3})), st.dates(datetime.date(1816, 1, 1), datetime.date(2030, 1, 1)), st.sampled_from(SYSTEMS))
def test_a_state_has_one_number_a_day_at_most_and_it_leads_back(iso3, day, system):
    fitting = [s for s in spells() if s.system == system and iso3 in s.iso3 and s.start <= day.isoformat() <= (s.end or "9999")]
    assert len(fitting) <= 1
    number = state_number(system, iso3, day.isoformat())
    assert number == (fitting[0].code if fitting else None)
    if number is not None:
        assert state_number(system, iso3_of_number(system, number, day.isoformat()), day.isoformat()) == number


def test_a_number_without_an_iso_code_leads_to_none():
    assert iso3_of_number("cow", 817, "1970-01-01") is None


@pytest.mark.parametrize(("name", "iso3"), [
    ("Russian Federation", "RUS"), ("Côte d'Ivoire", "CIV"), ("COTE D'IVOIRE", "CIV"), ("the former Yugoslav Republic of Macedonia", "MKD"), ("Moldova, Republic of", "MDA"),
    ("Occupied Palestinian Territory", "PSE"), ("Democratic Republic of Congo", "COD"), ("Congo", "COG"), ("Niger", "NER"), ("Nigeria", "NGA"), ("South Sudan", "SSD"), ("Burma", "MMR"),
    ("Holy See (Vatican City State)", "VAT"), ("Georgia", "GEO"), ("Atlantis", None),
])  # fmt: skip
def test_names_of_other_data_sets(name, iso3):
    assert iso3_of_name(name) == iso3


def test_codes_of_other_data_sets():
    assert [iso3_of_code(c) for c in ("ROM", "TMP", "KSV", "XKX", "EUR", "MEA", "AFR")] == ["ROU", "TLS", "KOS", "KOS", None, None, None]
    assert [iso3_of_fips(c) for c in ("RS", "RI", "AU", "AS", "GZ", "XX")] == ["RUS", "SRB", "AUT", "AUS", "PSE", None]
    assert (fips_of("RUS"), iso2_of("KOS"), iso2_of("SUN")) == ("RS", "XK", None)
