"""What stands between a story's paragraphs: captions, corrections and boilerplate."""

from __future__ import annotations

import re

from dragoman.readers.agencies import AGENCY
from dragoman.readers.dates import DATE, WEEKDAY

MAX_CAPTION_CHARS = 700
"""Longest caption; agency captions run to 500 characters."""
MAX_BOILERPLATE_CHARS = 400
"""Longest boilerplate paragraph; copyright notices run to 350 characters."""
CAPTION_SCORE = 2
"""A caption shows two of: agency credit behind the full stop, position words, full date; or one sure sign."""

_CAPTION_START = re.compile(
    r"(?:\(?FILE(?: PHOTO)?\)?\s*(?:[-–—:.]|PHOTO)|file (?:photo|picture|image)\b|(?:photo|picture|image|caption|photograph)s?(?: (?:by|credit|caption|courtesy))?\s*:"
    r"|(?:in|on) this (?:\w+ )?(?:\w+ )?(?:photo|image|picture|photograph|frame|handout|combination|grab|video grab)\b"
    r"|this (?:\w+ )?(?:photo|image|picture|photograph|handout|combination)\b|a (?:handout|file) (?:photo|picture|image)\b|pictured(?: here)?[,:])",
    re.IGNORECASE,
)
_CAPTION_CREDIT = re.compile(
    rf"(?:[(\[]\s*(?:(?:file |handout |pool )?(?:photo|picture|image)s?\b[^)\]]{{0,80}}|(?:credit|source|courtesy)\s*(?:of|:)[^)\]]{{0,80}}|{AGENCY}\s+(?:file\s+)?photos?\b[^)\]]{{0,80}}"
    rf"|[^()\[\]]{{0,60}}(?:via|/)\s?(?:{AGENCY})|{AGENCY}/[^)\]]{{1,60}})\s*[)\]]"
    rf"|\b(?:photo(?:graph)?s?|picture|image|credit)\s*(?::|by|credit:|courtesy of)\s*[^.]{{2,80}}|\bfile (?:photo|picture|image)|\b(?:{AGENCY}|AP)\s+(?:file )?photo"
    rf"|[/|©]\s?(?:{AGENCY}))[.\s]*$",
    re.IGNORECASE,
)
#: What every picture credit holds; the full pattern is slow on the many paragraphs without it.
_MAY_CREDIT = re.compile(r"[(\[/|©]|photo|picture|image|credit", re.IGNORECASE)
_BARE_CREDIT = re.compile(rf"[.!?\"”’)]\s*(?:[|–—-]\s*)?\(?(?:{AGENCY})(?:\s+(?:photo|file))?\)?\.?$")
_POSITION = re.compile(
    r"[,(]\s*(?:(?:far|cent(?:er|re)|second|third|fourth|top|bottom|front|back|rear)[\s-])?(?:left|right|cent(?:er|re)|front row|foreground|background|pictured|top|bottom)"
    r"(?: (?:from|in) [\w ]{1,20})?\s*[,)]|\b(?:from|second from|third from) (?:the )?(?:left|right)\b|\bleft to right\b|\((?:L|R|C|LR)\)|\bis (?:seen|pictured)\b|\bare (?:seen|pictured)\b",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(rf"\bon (?:{WEEKDAY},? )?(?:{DATE})|(?:{WEEKDAY}), (?:{DATE})", re.IGNORECASE)

_CORRECTION = re.compile(
    r"\W{0,3}(?:corrections?|clarifications?|correction and clarification)\s*(?:[:.(–—-]|$)"
    r"|\W{0,3}\(?(?:this|the|an earlier|a previous|an original|a prior) (?:\w+ ){0,3}(?:story|article|version|report|headline|dispatch|item)\b[^.]{0,80}\b"
    r"(?:correct(?:ed|s)?|misstated|misspelled|misidentified|incorrectly|wrongly|mistakenly|amended|clarif(?:y|ied|ies))\b"
    r"|\W{0,3}\(?corrects\b|\W{0,3}\(?(?:editor['’]?s|eds?\.?) note\b.{0,200}\b(?:correct(?:ed|s|ion)?|incorrectly|misstated|clarified)\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"\W{0,4}(?:short (?:link|url)\b|(?:read|learn|see|find out) more\b(?!\s+than)|(?:also |must |further |more )read(?:ing)?\s*(?::|$)|read also\b|read (?:the )?(?:full|next|original)\b|see also\b|more (?:on|from|about) (?:this|the)\b"
    r"|(?:related|recommended|trending|popular|similar)(?: (?:stor(?:y|ies)|articles?|news|coverage|topics?|posts?|content|links?|reading))?\s*(?::|$)"
    r"|most (?:read|popular|viewed|shared)\b|(?:more|top|latest) (?:stories|news|headlines)\s*(?::|$)|don['’]t miss\b|you (?:may|might) also like|editor['’]?s? picks?\b|recommended for you"
    r"|subscribe(?:\s+(?:to|now|today|here|for)\b|\s*[!.:]?$)|sign[ -]?up (?:for|to|here|now)\b|sign[ -]in\b|log[ -]in\b|register (?:now|here|for free)|(?:get|join) (?:our|the latest|updates|breaking|the conversation|us on)\b"
    r"|follow (?:us|@|\w+ (?:\w+ )?on (?:twitter|x|facebook|instagram|telegram|google|whatsapp))|like us on\b|find us on\b|(?:click|tap) (?:here|to|on)\b|download (?:our|the) \w*\s?app\b|watch:|listen:|video:|play video|live updates?:"
    r"|copyright\b(?=\s*(?:[©:(]|\d{4}|notice|$|.{0,80}\b(?:all rights|reserved|inc\b|ltd\b)))|©|\(c\)\s*(?:copyright|\d{4})|all rights reserved|(?:this material )?may not be (?:published|reproduced)|no part of this\b"
    r"|\(?(?:additional |further )?(?:reporting|writing|editing|compiled|translated|edited|written) by\b|advertis(?:e?ment|ing)s?\s*(?:[-:.]|$)|sponsored(?: content| by\b|$)|promoted\b.{0,20}$|story continues below|article continues below|continue reading|scroll (?:down|to)"
    r"|share (?:this|on|via|article)\b|share$|print(?: this)?(?: page| article)?$|e-?mail(?: this)?$|tweet$|facebook$|twitter$|whatsapp$|save$|listen$|comments?(?: \(\d+\))?$|\d+ comments?$|leave a (?:comment|reply)|post a comment|load more|back to top|skip to\b"
    r"|(?:tags?|topics?|keywords?|filed under|categories|category|section)\s*:|tags$|our standards:|the thomson reuters trust principles|licensing rights|purchase licensing"
    r"|this (?:article|story|report|piece) (?:was|is|has been|first|originally) (?:first |originally |also )?(?:published|appeared|produced|translated|written|generated|from)|(?:originally|first) published (?:on|in|by|at)\b|republished (?:from|with|under)"
    r"|we use cookies|accept (?:all|cookies)|cookie (?:policy|settings)|terms (?:of (?:use|service)|and conditions|&)|privacy (?:policy|notice)|(?:for|to) (?:more|read|get) (?:news|information|stories|details|updates)\b.{0,60}(?:visit|click|follow|subscribe|see)|visit (?:our|us)\b|contact us\b|about (?:us|the author)\b"
    r"|(?:image|photo|video) (?:source|credit|caption),?$|getty images$|source link\b|(?:\d+|one|two|three|four|five|six)[ -]min(?:ute)?s? read$|support (?:our|us|independent)\b|donate\b|what do you think\?|have (?:a|your) (?:tip|say)\b|(?:end|ends|end it|\(?more to (?:come|follow)\)?|stay tuned.{0,60})\W*$"
    r"|newsletters?\b.{0,60}$|editor['’]?s note\b|notes? to editors?\b|bc-[\w-]+|eds:|with (?:agency )?inputs? from\b|https?://\S+$|www\.\S+$|pic\.twitter\.com/\S+$)",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(r"\bcontributed(?: to this (?:report|story|article)|$)|\b(?:all rights reserved|may not be published, broadcast)", re.IGNORECASE)


def is_caption(paragraph: str) -> bool:
    """Says whether ``paragraph`` describes a picture: photo credit, position words ("left", "pictured"), "in this photo", full date."""
    if not 15 <= len(paragraph) <= MAX_CAPTION_CHARS:
        return False
    if _CAPTION_START.match(paragraph):
        return True
    tail = paragraph[-160:]
    if _MAY_CREDIT.search(tail) and _CAPTION_CREDIT.search(tail):
        return True
    signs = (_BARE_CREDIT.search(tail) is not None) + (_POSITION.search(paragraph) is not None)
    return signs >= CAPTION_SCORE or (signs == CAPTION_SCORE - 1 and _FULL_DATE.search(paragraph) is not None)


def is_correction(paragraph: str) -> bool:
    """Says whether ``paragraph`` corrects the story or an earlier version of it."""
    return _CORRECTION.match(paragraph[:600]) is not None


def is_boilerplate(paragraph: str) -> bool:
    """Says whether ``paragraph`` belongs to the page and not to the story: links, subscriptions, rights, staff lines, ornaments."""
    if len(paragraph) > MAX_BOILERPLATE_CHARS:
        return False
    if not any(map(str.isalnum, paragraph)):
        return True
    return _BOILERPLATE.match(paragraph) is not None or _CONTRIBUTED.search(paragraph) is not None
