from __future__ import annotations

import pytest

from dragoman.readers import read_bytes
from dragoman.readers.exports import find_export
from dragoman.records import Document, Rejection

from .conftest import check_item, kinds
from .made import FACTIVA_CODES, FACTIVA_PAGE, FACTIVA_PLAIN, FACTIVA_TABLE, NEXIS, OLD_NEXIS, PROQUEST, STORY, make_docx, make_rtf, make_zip


def articles(data: bytes | str, name: str = "x.txt", **options: str) -> list[Document]:
    items = list(read_bytes(data.encode() if isinstance(data, str) else data, name=name, **options))
    for item in items:
        check_item(item)
    return [item for item in items if isinstance(item, Document)]


def refused(data: bytes | str, name: str = "x.txt") -> list[Rejection]:
    return [item for item in read_bytes(data.encode() if isinstance(data, str) else data, name=name) if isinstance(item, Rejection)]


NEXIS_FILES = {
    "text": NEXIS.encode(),
    "windows": NEXIS.replace("\n", "\r\n").encode("cp1252"),
    "utf-16": NEXIS.encode("utf-16"),
    "docx": make_docx(NEXIS.splitlines()),
    "rtf": make_rtf(NEXIS.splitlines()),
}


@pytest.mark.parametrize("data", NEXIS_FILES.values(), ids=NEXIS_FILES)
def test_articles_of_nexis_are_read_whatever_the_file(data):
    first, second = articles(data)
    assert (first.path, first.title, first.publisher, first.published_at) == (
        "x.txt#1",
        "Ruritania expels two envoys of Graustark",
        "The Associated Press",
        "2024-03-04",
    )
    assert first.agencies == ("AP",) and first.dateline_place is not None and first.dateline_place.text == "STRELSAU"
    assert [kind for kind, _ in kinds(first)] == ["headline", "byline", "dateline", "body", "body", "body"]
    assert "Subject: that is what" in first.text and first.text.endswith("Rassendyll said.") and "Load-Date" not in first.text
    assert (second.path, second.published_at, second.publisher, second.language) == ("x.txt#2", "2024-03-05", "The Edelweiss Times (Graustark)", "en")
    assert kinds(second)[1:3] == [("byline", "John Roe"), ("dateline", "EDELWEISS, March 5")]
    assert second.dateline_place is not None and second.dateline_place.text == "EDELWEISS"
    assert second.text.endswith("on Wednesday.") and "Highlight" not in second.text and "Photo" not in second.text


def test_a_date_that_cannot_be_read_is_quoted_or_given():
    (item,) = refused(NEXIS)
    assert item.code == "DRG-READ-012" and item.path == "x.txt#3" and "'Spring 2024'" in item.message and "'Border talks'" in item.message
    third = articles(NEXIS, published_at="2024-04-01")[2]
    assert third.published_at == "2024-04-01" and third.publisher == "Ruritania Quarterly"
    assert articles(NEXIS, published_at="2024-04-01")[0].published_at == "2024-03-04"


def test_old_exports_of_nexis_have_the_headline_below_the_date():
    first, second = articles(OLD_NEXIS)
    assert (first.title, first.publisher, first.published_at) == ("Ministers Sign Border Treaty", "The Strelsau Herald", "2012-03-04")
    assert first.url == "http://herald.example/treaty" and first.dateline_place is not None and first.dateline_place.text == "STRELSAU"
    assert [kind for kind, _ in kinds(first)] == ["headline", "byline", "dateline", "body", "body"]
    assert first.text.endswith("any of the articles.")
    assert (second.title, second.agencies, second.published_at) == ("Treaty hailed by neighbours", ("AFP",), "2012-03-05")


def test_page_heads_of_pdf_files_are_left_out():
    head = "Page 2 of 4\nRuritania expels two envoys of Graustark\n\n"
    first = articles(
        NEXIS.replace("Subject: that", f"{head}Subject: that").replace(
            "Ruritania expels two envoys of Graustark\nThe Ass", "Page 1 of 4\nRuritania expels two envoys of Graustark\nThe Ass"
        )
    )[0]
    assert "Page" not in first.text and first.text.count("expels") == 1 and first.title == "Ruritania expels two envoys of Graustark"


def test_the_same_article_twice_stays_two_documents():
    block = NEXIS[NEXIS.index("Ruritania expels two envoys of Graustark\nThe") : NEXIS.index("Graustark calls the expulsion baseless\nThe Ed")]
    first, second = articles(block * 2)
    assert (first.path, second.path) == ("x.txt#1", "x.txt#2") and first.id == second.id


@pytest.mark.parametrize(
    "data", [FACTIVA_CODES.encode(), make_rtf(FACTIVA_CODES.splitlines()), make_docx(FACTIVA_CODES.splitlines())], ids=["text", "rtf", "docx"]
)
def test_field_codes_of_factiva(data):
    (first,) = articles(data)
    assert (first.title, first.publisher, first.published_at, first.agencies) == ("Ruritania expels two envoys", "Reuters News", "2024-03-04", ("Reuters",))
    assert [kind for kind, _ in kinds(first)] == ["headline", "byline", "dateline", "body", "body", "body"]
    assert "IN LONDON, a spokesman" in first.text and "rurgov" not in first.text and "LBA" not in first.text
    (item,) = refused(data)
    assert item.code == "DRG-READ-012" and "5 März 2024" in item.message


def test_factiva_without_codes():
    first, second = articles(FACTIVA_PLAIN)
    assert (first.title, first.publisher, first.published_at) == ("Ruritania expels two envoys", "Reuters News", "2024-03-04")
    assert (second.title, second.publisher, second.published_at) == ("Envoys leave the capital", "The Strelsau Herald", "2024-03-05")
    assert second.text == "Envoys leave the capital\n\nTwo envoys left the capital on Tuesday and were met by the foreign minister of Graustark."


def test_pages_of_factiva():
    (item,) = articles(FACTIVA_TABLE, "x.html")
    assert (item.title, item.published_at) == ("Ruritania expels two envoys", "2024-03-04T10:15:00+00:00")
    assert item.text.endswith("Ruritania expelled two envoys of Graustark.\n\nThey left & wept.\n\nNobody spoke.")
    first, second = articles(FACTIVA_PAGE, "x.html")
    assert (first.title, first.published_at, first.agencies) == ("Envoys leave", "2024-03-04", ("Reuters",)) and first.text.endswith("They left on Monday.")
    assert (second.title, second.text) == ("Second", "Second\n\nThe text of the second article.")


@pytest.mark.parametrize("rule", ["_" * 60, "=" * 60])
def test_articles_of_proquest(rule):
    data = PROQUEST.replace("_" * 60, rule)
    (item,) = articles(data)
    assert (item.title, item.publisher, item.published_at) == ("Ruritania expels two envoys", "Strelsau Herald, Late Edition (East)", "2024-03-04")
    assert item.url == "http://search.proquest.example/docview/2931" and kinds(item)[1] == ("byline", "Doe, Jane")
    assert "Location: unknown, the report said." in item.text and item.text.endswith("of espionage.")
    (missing,) = refused(data)
    assert missing.code == "DRG-READ-004" and "'Talks postponed'" in missing.message and missing.path == "x.txt#2"


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "Length: 30 words\n\nThe minister said the treaty was long.",
        "End of Document\n\nThe film by this name opened on Friday.",
        "HD television is old, the maker said.\n\nDocument 9 was lost.",
        "Abstract: the art of the state\n\nTitle: unknown\n\nThe museum said so.",
        "Title: The treaty\n\nFull text: see below.\n\nThe ministers signed.",
        "The envoy wrote 300 words\n\nin a letter on Monday, the paper said.",
    ],
)
def test_stories_that_use_such_words_are_stories(text):
    assert find_export(text.encode()) is None
    (item,) = articles(text)
    assert item.path == "x.txt"


def test_an_export_without_articles_says_so():
    (item,) = refused('<html><body><div class="article enArticle"><p>nothing</p></div><p>Document LBA0000020240304ek340001p</p></body></html>', "x.html")
    assert item.code == "DRG-READ-037" and "Factiva" in item.message


def test_exports_inside_of_an_archive_are_read():
    items = articles(make_zip([("nexis.docx", make_docx(NEXIS.splitlines())), ("f.html", FACTIVA_TABLE)]), "x.zip")
    assert [item.path for item in items] == ["x.zip!nexis.docx#1", "x.zip!nexis.docx#2", "x.zip!f.html#1"]


def test_other_word_and_rtf_files_are_one_document():
    lines = ["Border treaty signed", "", "STRELSAU, March 4 (Reuters) - Ruritania signed a treaty, officials said.", "It ends a dispute."]
    for data in (make_docx(lines), make_rtf(lines)):
        (item,) = articles(data, published_at="2024-03-04")
        assert item.text == "\n\n".join(line for line in lines if line) and item.published_at == "2024-03-04" and item.agencies == ("Reuters",)
