"""Words of English time expressions, shared by finding and reading."""

from __future__ import annotations

import calendar

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
MONTHS |= {name[:3]: i for name, i in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
NUMBERS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split())}
NUMBERS |= {"a": 1, "an": 1, "half a": 0, "several": 0, "a few": 0, "a couple of": 2, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "a dozen": 12}
ORDINALS = {w: i for i, w in enumerate("first second third fourth".split(), start=1)}
#: (month, day of month) of feasts that fall on the same days each year.
HOLIDAYS = {
    "new year's day": (1, 1), "new year's eve": (12, 31), "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25),
    "boxing day": (12, 26), "may day": (5, 1), "valentine's day": (2, 14), "st patrick's day": (3, 17), "halloween": (10, 31), "all saints' day": (11, 1),
    "international women's day": (3, 8), "bastille day": (7, 14), "armistice day": (11, 11), "victory day": (5, 9), "fourth of july": (7, 4), "epiphany": (1, 6),
}  # fmt: skip

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
PART = r"(?:morning|afternoon|evening|night|noon|midnight|dawn|dusk)"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
NUM = r"(?:\d+|half\s+a|a\s+few|a\s+couple\s+of|several|a\s+dozen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|ninety|an|a)"
UNIT = r"(?:hour|day|week|fortnight|month|year|decade|minute|century)"
ORDINAL_DAY = r"\d{1,2}(?:st|nd|rd|th)"
_YEAR = r"(?:,?\s+\d{4})?"
DATE = rf"(?:{MONTH}\s+\d{{1,2}}(?!\d)(?:st|nd|rd|th)?{_YEAR}|(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}{_YEAR}|\d{{4}}-\d{{2}}-\d{{2}})"
_TO = r"\s*(?:[-–]|to|and|through)\s*"
DAYS_OF_MONTH = rf"(?:(?:from\s+|between\s+)?(?:{MONTH}\s+\d{{1,2}}{_TO}\d{{1,2}}(?!\d){_YEAR}|\d{{1,2}}{_TO}\d{{1,2}}\s+{MONTH}{_YEAR}))"
HOLIDAY = "(?:" + "|".join(sorted((h.replace("'", "['’]") for h in HOLIDAYS), key=len, reverse=True)) + ")"
