"""One story gives one text, in whatever format it comes."""

from __future__ import annotations

import json
from html import escape

import pytest

from dragoman.readers import read_bytes
from dragoman.records import Document

from .conftest import check_item

TITLE = "Ruritania & Graustark sign a border treaty"
PARAGRAPHS = (
    "STRELSAU, June 19 (Reuters) - Ruritania and Graustark signed a border treaty on Wednesday, the foreign ministry said.",
    "“It is done,” the foreign minister of Ruritania told reporters in the capital, after talks that had gone on for three days and two nights.",
    "The parliament of Graustark will vote on the treaty next week; the opposition has said that it will vote against it in both chambers.",
)
DATE = "2024-06-19T10:00:00+00:00"
HTML = "".join(f"<p>{escape(text, quote=False)}</p>" for text in PARAGRAPHS)
NITF = f"<nitf><head><docdata><date.issue norm='20240619T100000Z'/></docdata></head><body><body.head><hedline><hl1>{escape(TITLE)}</hl1></hedline></body.head><body.content>{HTML}</body.content></body></nitf>"
PLAIN = "\n\n".join(PARAGRAPHS)


def newsml(content: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:story" version="2" standard="NewsML-G2" xml:lang="en-GB">'
        '<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:REUTERS"/><versionCreated>2024-06-19T12:00:00Z</versionCreated>'
        f"<firstCreated>2024-06-19T10:00:00Z</firstCreated></itemMeta><contentMeta><headline>{escape(TITLE)}</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def ninjs(**fields: object) -> str:
    return json.dumps({"uri": "urn:story", "type": "text", "language": "en", **fields})


RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Reuters</title><item><guid>urn:story</guid>'
    f"<title>{escape(TITLE)}</title><pubDate>Wed, 19 Jun 2024 10:00:00 GMT</pubDate><description>Short.</description><content:encoded>%s</content:encoded></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Reuters</title><entry><id>urn:story</id>'
    f"<title>{escape(TITLE)}</title><published>2024-06-19T10:00:00Z</published>%s</entry></feed>"
)
STORIES = {
    "a.html": f"<!doctype html><html lang=en><head><meta property=og:title content='{escape(TITLE)}'><meta property=article:published_time content={DATE}></head><body><article><h1>{escape(TITLE)}</h1>{HTML}</article></body></html>",
    "nitf.xml": newsml(f'<inlineXML contenttype="application/nitf+xml">{NITF}</inlineXML>'),
    "xhtml.xml": newsml(f'<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><h1>{escape(TITLE)}</h1>{HTML}</body></html></inlineXML>'),
    "data.xml": newsml(f'<inlineData contenttype="text/plain">{escape(PLAIN)}</inlineData>'),
    "escaped.xml": newsml(f'<inlineData contenttype="text/html">{escape(HTML)}</inlineData>'),
    "bare.nitf": NITF,
    "one.json": ninjs(headline=TITLE, body_xhtml=HTML, versioncreated=DATE),
    "one-text.json": ninjs(headline=TITLE, body_text=PLAIN, versioncreated=DATE),
    "two.json": ninjs(headlines=[{"role": "main", "value": TITLE}], bodies=[{"contenttype": "text/html", "value": HTML}], versioncreated=DATE),
    "three.json": ninjs(headlines=[{"value": TITLE}], bodies=[{"contentType": "text/plain", "value": PLAIN}, {"contentType": "application/nitf+xml", "value": NITF}], versionCreated=DATE),
    "rss.xml": RSS % f"<![CDATA[{HTML}]]>",
    "rss-escaped.xml": RSS % escape(HTML),
    "atom.xml": ATOM % f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div></content>',
    "atom-text.xml": ATOM % f"<content>{escape(PLAIN)}</content>",
    "feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Reuters", "items": [{"id": "1", "title": TITLE, "content_html": HTML, "date_published": DATE}]}),
    "a.md": f"---\ntitle: '{TITLE}'\ndate: {DATE}\n---\n\n# {TITLE}\n\n" + PLAIN,
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_the_same_story_has_the_same_text_and_id_in_every_format(name):
    (item,) = read_bytes(STORIES[name].encode(), name=name)
    assert isinstance(item, Document), item
    check_item(item)
    assert item.text == "\n\n".join((TITLE, *PARAGRAPHS))
    assert (item.title, item.published_at, item.agencies) == (TITLE, DATE, ("Reuters",))
    assert item.dateline_place is not None and item.dateline_place.text == "STRELSAU"
    (page,) = read_bytes(STORIES["a.html"].encode(), name="a.html")
    assert isinstance(page, Document) and page.id == item.id and page.segments == item.segments
