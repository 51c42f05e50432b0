"""Archives, web archives, Word and RTF files made for the tests, and exports written after the layouts of the databases."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

STORY = "Ruritania and Graustark signed a border treaty on Friday in the capital, officials said.\n\nThe accord ends a dispute of ten years."
PAGE = ("<html><body><article>" + "".join(f"<p>{part}</p>" for part in STORY.split("\n\n")) + "</article></body></html>").encode()
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def make_zip(files: Sequence[tuple[str, str | bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return file.getvalue()


def make_tar(files: Sequence[tuple[str, str | bytes]], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Makes an archive; a second string that begins with ``->`` makes a link, ``!`` another special member of that type."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            content = data.encode() if isinstance(data, str) else data
            if content.startswith(b"->"):
                info.type, info.linkname, content = tarfile.SYMTYPE, content[2:].decode(), b""
            elif content.startswith(b"!"):
                info.type, content = content[1:2], b""
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def make_answer(body: bytes = PAGE, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


def make_record(
    block: bytes | None = None,
    *,
    kind: str = "response",
    url: str = "http://wire.example/a",
    length: int | None = None,
    media: str = "application/http; msgtype=response",
    date: str = "2026-05-12T09:30:00Z",
) -> bytes:
    block = make_answer() if block is None else block
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:0>",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"Content-Type: {media}",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def make_docx(paragraphs: Sequence[str], xml: str | bytes | None = None) -> bytes:
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>' for text in paragraphs)
    main = xml or f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {WORD}><w:body>{body}</w:body></w:document>'
    return make_zip([("[Content_Types].xml", "<Types/>"), ("word/document.xml", main)])


def make_rtf(paragraphs: Sequence[str]) -> bytes:
    lines = "".join("\\pard\\plain {\\b " + "".join(_rtf_sign(sign) for sign in text) + "}\\par\n" for text in paragraphs)
    return ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\froman Times;}}{\\*\\generator Maker;}{\\info{\\title Title}}\n" + lines + "}").encode("ascii")


def _rtf_sign(sign: str) -> str:
    if sign in "\\{}":
        return f"\\{sign}"
    return sign if sign.isascii() else f"\\u{ord(sign)}?"


NEXIS = """User Name: Jane Reader
Date and Time: Thursday, March 7, 2024 10:15:00 AM CET
Job Number: 219383838

Documents (3)

1. Ruritania expels two envoys of Graustark
Client/Matter: -None-
Search Terms: Ruritania
Search Type: NAT
Narrowed by:
Content Type\tNarrowed by
News\tTimeline: Mar 01, 2024 to Mar 07, 2024

2. Graustark calls the expulsion baseless
Client/Matter: -None-

3. Border talks

Ruritania expels two envoys of Graustark
The Associated Press
March 4, 2024 Monday 3:45 PM GMT

Copyright 2024 Associated Press All Rights Reserved


Section: INTERNATIONAL NEWS
Length: 312 words
Byline: By JANE DOE, Associated Press
Dateline: STRELSAU, Ruritania\x20
Body


STRELSAU, Ruritania (AP) — Ruritania on Monday expelled two envoys of Graustark, accusing them of espionage.

Subject: that is what the minister was asked about, and he did not answer.

"They have three days," Foreign Minister Rudolf Rassendyll said.

Load-Date: March 4, 2024


End of Document


Graustark calls the expulsion baseless
The Edelweiss Times (Graustark)
Tuesday, 5 March 2024
Late Edition - Final

Copyright 2024 Edelweiss Times Ltd. All Rights Reserved

Section: Pg. 12
Length: 1,180 words
Byline: John Roe
Highlight: The government in Edelweiss rejected the accusation.
Dateline: EDELWEISS, March 5
Body

The government of Graustark on Tuesday called the expulsion of its envoys baseless and said it would answer in kind.

The prime minister will speak to parliament on Wednesday.

Graphic

Photo: the embassy

Classification

Language: ENGLISH
Publication-Type: Newspaper
Subject: DIPLOMATS (90%); EXPULSIONS (89%)
Load-Date: March 6, 2024

End of Document

Border talks
Ruritania Quarterly
Spring 2024
Length: 90 words
Body
The two states will hold talks.
Load-Date: April 4, 2024
End of Document
"""

OLD_NEXIS = """
                               2 of 93 DOCUMENTS


                               The Strelsau Herald

                             March 4, 2012 Sunday
                              Late Edition - Final

Ministers Sign Border Treaty

BYLINE: By ANTON HOPE

SECTION: Section A; Column 1; Foreign Desk; Pg. 4

LENGTH: 523 words

DATELINE: STRELSAU, Ruritania


The ministers of Ruritania and Graustark signed a border treaty on
Saturday after ten years of talks, and said it would be ratified in
the summer.

   A spokesman for the opposition said it had not been consulted about
any of the articles.

URL: http://herald.example/treaty

LOAD-DATE: March 4, 2012

LANGUAGE: ENGLISH

GRAPHIC: PHOTO: ministers

PUBLICATION-TYPE: Newspaper

               Copyright 2012 The Strelsau Herald Company


                               3 of 93 DOCUMENTS

                         Agence France Presse -- English

                         March 5, 2012 Monday 2:10 PM GMT

Treaty hailed by neighbours

LENGTH: 120 words

DATELINE: EDELWEISS, March 5, 2012 (AFP)

Neighbouring states on Monday hailed the treaty that was signed in Strelsau, officials said.

LOAD-DATE: March 6, 2012
LANGUAGE: ENGLISH
"""

FACTIVA_CODES = """HD
Ruritania expels two envoys

BY
By Jane Doe

WC
312 words

PD
4 March 2024

ET
10:15

SN
Reuters News

SC
LBA

LA
English

CY
Copyright 2024 Thomson Reuters. All Rights Reserved.

LP
STRELSAU, March 4 (Reuters) - Ruritania expelled two envoys of Graustark on Monday.

TD
The minister accused them of espionage.

IN LONDON, a spokesman for Graustark called the charge baseless.

CO
rurgov : Government of Ruritania

NS
gdip : Diplomatic Relations | gpol : Domestic Politics

RE
rur : Ruritania

AN
Document LBA0000020240304ek340001p

HD\tBorder talks fail
WC\t90 words
PD\t5 März 2024
SN\tDie Zeitung
LA\tGerman
LP\tDie Verhandlungen sind am Montag in Strelsau gescheitert, teilte die Regierung mit.
AN\tDocument ZEIT000020240305ek350002p
"""

FACTIVA_PLAIN = """
Ruritania expels two envoys
By Jane Doe
312 words
4 March 2024
10:15
Reuters News
LBA
English
Copyright 2024 Thomson Reuters. All Rights Reserved.

STRELSAU, March 4 (Reuters) - Ruritania expelled two envoys of Graustark on Monday.

The minister accused them of espionage.

Document LBA0000020240304ek340001p

World
Envoys leave the capital
1,204 words
5 March 2024
The Strelsau Herald
STHE
23
English
(c) 2024 Strelsau Herald Ltd

Two envoys left the capital on Tuesday and were met by the foreign minister of Graustark.

Document STHE000020240305ek350000a
"""

FACTIVA_TABLE = """<!DOCTYPE html><html><head><title>Factiva</title></head><body><div id="article-1" class="article enArticle"><table>
<tr><td class="index" valign="top"><b>SE</b>&nbsp;</td><td>World</td></tr>
<tr><td><b>HD</b>&nbsp;</td><td><b><span class='enHeadline'>Ruritania expels <b>two</b> envoys</span></b></td></tr>
<tr><td><b>BY</b>&nbsp;</td><td>By Jane Doe</td></tr><tr><td><b>WC</b></td><td>312 words</td></tr>
<tr><td><b>PD</b></td><td>4 March 2024</td></tr><tr><td><b>ET</b></td><td>10:15 GMT</td></tr>
<tr><td><b>SN</b></td><td>Reuters News</td></tr><tr><td><b>SC</b></td><td>LBA</td></tr><tr><td><b>LA</b></td><td>English</td></tr>
<tr><td><b>LP</b></td><td><p class="articleParagraph enarticleParagraph">STRELSAU, March 4 (Reuters) - Ruritania expelled two
envoys of Graustark.</p></td></tr><tr><td><b>TD</b></td><td><p>They left &amp; wept.</p><p>Nobody spoke.</p></td></tr>
<tr><td><b>AN</b></td><td>Document LBA0000020240304ek340001p</td></tr></table></div><br/></body></html>"""

FACTIVA_PAGE = """<html><body><div class="article enArticle"><div id="hd"><span class="enHeadline">Envoys leave</span></div>
<div class="author">By Jane Doe</div><div>312 words</div><div>4 March 2024</div><div>10:15</div><div>Reuters News</div><div>LBA</div><div>English</div>
<div>Copyright 2024 Thomson Reuters. All Rights Reserved.</div>
<p class="articleParagraph enarticleParagraph">STRELSAU, March 4 (Reuters) - Ruritania expelled two envoys.</p>
<p class="articleParagraph enarticleParagraph">They left on Monday.</p><p>Document LBA0000020240304ek340001p</p></div>
<div class="article enArticle"><div id="hd"><span class="enHeadline">Second</span></div><div>31 words</div><div>5 March 2024</div><div>Reuters News</div>
<div>LBA</div><div>English</div><div>Copyright 2024</div><p>The text of the second article.</p><p>Document LBA0000020240304ek340002p</p></div></body></html>"""

PROQUEST = """____________________________________________________________

Report Information from ProQuest

March 07 2024 10:15

____________________________________________________________

Table of contents

1. Ruritania expels two envoys

____________________________________________________________

Document 1 of 2

Ruritania expels two envoys

Author: Doe, Jane

Publication info: Strelsau Herald, Late Edition (East); Strelsau, Ruritania. 04 Mar 2024: A.1.

http://search.proquest.example/docview/1

Abstract: The envoys have three days.

Links: none

Full text: Ruritania expelled two envoys of Graustark on Monday.

Location: unknown, the report said.

The minister accused them of espionage.

Subject: Diplomatic relations; Espionage

Location: Ruritania

Title: Ruritania expels two envoys

Publication title: Strelsau Herald, Late Edition (East); Strelsau, Ruritania

Pages: A.1

Publication year: 2024

Publication date: Mar 4, 2024

Publisher: Strelsau Herald Company

Language of publication: English

ProQuest document ID: 2931

Document URL: http://search.proquest.example/docview/2931

Last updated: 2024-03-05

Database: ProQuest Central

____________________________________________________________

Document 2 of 2

Title: Talks postponed

Publication title: Edelweiss Times

Publication date: Mar 6, 2024

Abstract: The talks were put off.

____________________________________________________________
"""
