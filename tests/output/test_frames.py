from __future__ import annotations

from dragoman import Coding


def test_tables_reach_pandas_polars_and_arrow(coded):
    coding = Coding(coded)
    assert list(coding.to_pandas()["event_type"]) == ["SUPPORT", "ACCUSE"]
    assert coding.to_polars()["status"].to_list() == ["asserted", "asserted"]
    assert coding.to_polars("claims").height == 1
    assert coding.to_arrow("statements").num_rows == 1
    assert coding.to_pandas("events").iloc[0]["actors"][0]["country"] == "RUR"
