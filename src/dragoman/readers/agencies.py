"""News agencies: the names they sign with, and the patterns that find them in bylines, datelines and credits."""

from __future__ import annotations

import re

# Canonical name, then further spellings. The sign-offs are those of the agencies' own copy.
_AGENCIES: tuple[tuple[str, ...], ...] = (
    ("AFP", "Agence France-Presse", "Agence France Presse", "AFP News"),
    ("AP", "A.P.", "The Associated Press", "Associated Press", "AP News"),
    ("Reuters", "Thomson Reuters", "Thomson Reuters Foundation", "Reuters News Agency"),
    ("Xinhua", "Xinhua News Agency", "Xinhua News"), ("TASS", "Tass", "ITAR-TASS", "Itar-Tass", "TASS News Agency"),
    ("dpa", "DPA", "Deutsche Presse-Agentur", "dpa-AFX", "dpa international"), ("ANSA", "Ansa"), ("EFE", "Agencia EFE", "EFE News"),
    ("UPI", "United Press International"), ("Interfax", "Interfax News Agency"), ("Interfax-Ukraine",), ("Kyodo", "Kyodo News", "KYODO"),
    ("Jiji", "Jiji Press"), ("Yonhap", "Yonhap News", "Yonhap News Agency"), ("KCNA", "Korean Central News Agency"), ("Newsis",),
    ("PTI", "Press Trust of India"), ("ANI", "Asian News International"), ("IANS", "Indo-Asian News Service"), ("UNI", "United News of India"),
    ("Anadolu", "AA", "Anadolu Agency", "Anadolu Ajansi", "Anadolu Ajansı"), ("DHA",), ("IHA",), ("RIA Novosti", "RIA", "RIA Novosti News"),
    ("Sputnik",), ("Bloomberg", "Bloomberg News"), ("PA Media", "PA", "Press Association"), ("The Canadian Press", "Canadian Press", "CP"),
    ("AAP", "Australian Associated Press"), ("EPA", "EPA-EFE", "European Pressphoto Agency"), ("IRNA", "Islamic Republic News Agency"),
    ("ISNA",), ("Tasnim", "Tasnim News Agency"), ("Fars", "Fars News Agency", "FNA"), ("Mehr", "Mehr News Agency", "MNA"), ("SANA",),
    ("WAM", "Emirates News Agency"), ("SPA", "Saudi Press Agency"), ("QNA", "Qatar News Agency"), ("KUNA", "Kuwait News Agency"),
    ("BNA", "Bahrain News Agency"), ("MENA", "Middle East News Agency"), ("WAFA", "Wafa"), ("Petra",), ("NNA", "National News Agency"),
    ("INA", "Iraqi News Agency"), ("SABA",), ("TAP",), ("APS", "Algeria Press Service"), ("MAP", "Maghreb Arabe Presse"),
    ("PAP", "Polish Press Agency"), ("CTK", "ČTK", "Czech News Agency"), ("TASR",), ("MTI",), ("BTA", "Bulgarian News Agency"), ("Agerpres", "AGERPRES"),
    ("HINA", "Hina"), ("Tanjug",), ("Ukrinform",), ("UNIAN",), ("BelTA", "BELTA"), ("Kazinform",), ("Armenpress",), ("AzerTac", "AZERTAC"),
    ("NTB",), ("TT", "TT News Agency"), ("Ritzau",), ("STT",), ("ANP",), ("Belga",), ("APA", "Austria Press Agency"), ("Keystone-ATS", "SDA-ATS"),
    ("Lusa",), ("Europa Press",), ("AGI",), ("Adnkronos",), ("LaPresse",), ("ANA", "ANA-MPA", "AMNA"), ("CNA", "Central News Agency"),
    ("VNA", "Vietnam News Agency"), ("Antara", "ANTARA"), ("Bernama", "BERNAMA"), ("PNA", "Philippine News Agency"), ("APP", "Associated Press of Pakistan"),
    ("BSS",), ("UNB",), ("NAN", "News Agency of Nigeria"), ("PANA",), ("SAPA",), ("ENA", "Ethiopian News Agency"), ("SUNA",), ("Andina",),
    ("Telam", "Télam"), ("Notimex",), ("Prensa Latina",), ("Agência Brasil", "Agencia Brasil"), ("Getty Images", "Getty"), ("NurPhoto",),
)  # fmt: skip
# Signs that are also everyday words or abbreviations: trusted only where nothing but signs and dates stands around them.
_AMBIGUOUS = frozenset({"AA", "PA", "CP", "TT", "SPA", "MAP", "MENA", "INA", "TAP", "APA", "ANA", "CNA", "Getty", "Mehr", "Fars", "Petra", "RIA", "UNI", "Sputnik", "Bloomberg", "Saba"})
_PHOTO_ONLY = frozenset({"EPA", "Getty Images", "NurPhoto"})

_CANONICAL = {" ".join(name.split()): names[0] for names in _AGENCIES for name in names}
_UPPER = {name.upper(): canonical for name, canonical in _CANONICAL.items() if len(name) > 5}


def _alternatives(names: list[str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=lambda name: (-len(name), name)))


AGENCY = rf"(?:{_alternatives([*_CANONICAL, *(name for name in _UPPER if name not in _CANONICAL)])})"
"""Pattern of any agency's sign, case as signed or all capitals."""

_FIND_ANY = re.compile(rf"(?<![\w-]){AGENCY}(?![\w-])")
_FIND_CERTAIN = re.compile(
    rf"(?<![\w-])(?:{_alternatives([name for name in [*_CANONICAL, *(n for n in _UPPER if n not in _CANONICAL)] if name not in _AMBIGUOUS])})(?![\w-])"
)


def canonical_agency(sign: str) -> str | None:
    """Returns the agency that signs itself ``sign``, None if no such agency is known."""
    name = " ".join(sign.split())
    return _CANONICAL.get(name) or _UPPER.get(name.upper() if len(name) > 5 else "")


def find_agencies(text: str, *, only_signs: bool = False) -> tuple[str, ...]:
    """Returns the agencies named in ``text``, canonical, in order of appearance.

    Args:
        text: a byline, dateline or credit.
        only_signs: True where ``text`` is known to hold signs and dates only, so that ``AA`` or ``PA`` can be trusted too.
    """
    pattern = _FIND_ANY if only_signs else _FIND_CERTAIN
    names = (canonical_agency(match.group()) for match in pattern.finditer(text))
    return tuple(dict.fromkeys(name for name in names if name is not None and name not in _PHOTO_ONLY))
