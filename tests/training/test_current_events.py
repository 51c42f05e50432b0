"""Reports of the Portal's days: links become words, the source behind a report its publisher, the bullets above it its headings."""

from __future__ import annotations

from training.current_events import iter_reports, plain

PAGE = """---
date: 2031-05-04
---

#### Armed conflicts

* [Zenda war](https://wiki.example/Zenda_war_%282030%29 "Zenda war (2030)"), [Siege of Hentzau](https://wiki.example/Siege "Siege")
  * [Northern front](https://wiki.example/North "North (page does not exist)")
    * [Ruritanian](https://wiki.example/Ruritania) jets bomb the *[Elphberg](https://wiki.example/E "Elphberg (ship)")*. [(Zenda Post)](https://post.example/a) [(Echo)](https://echo.example/b)
  * Rebels free 12 soldiers. [(*The Strelsau Times*)](https://times.example/c)

#### Law

* Graustark's parliament abolishes the death penalty after a vote on Sunday.
* [Trial of the five](https://wiki.example/T)
"""


def test_reports_have_their_day_publisher_and_headings() -> None:
    rows = list(iter_reports(PAGE, "2031-05-04"))
    assert [(r["text"], r["publisher"], r["story"]) for r in rows] == [
        ("Ruritanian jets bomb the Elphberg.", "Zenda Post", "Zenda war, Siege of Hentzau > Northern front"),
        ("Rebels free 12 soldiers.", "The Strelsau Times", "Zenda war, Siege of Hentzau"),
        ("Graustark's parliament abolishes the death penalty after a vote on Sunday.", "", ""),
    ]
    assert {r["published_at"] for r in rows} == {"2031-05-04"}


def test_brackets_within_a_report_are_no_source() -> None:
    assert plain("The bank (founded 1907) fails \\[sic\\]. [(Reuters)](https://r.example/x_(y))") == ("The bank (founded 1907) fails [sic].", ["Reuters"])
