"""Pages behind the entries of feeds, as far as the robots.txt of their hosts (RFC 9309) lets a program have them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from dragoman.errors import ReadError
from dragoman.readers.web import StatusError, fetch, read_url
from dragoman.records import Document, Rejection

AGENT = "dragoman"
"""The name under which a robots.txt may speak of this program."""
MAX_RULES_BYTES = 512 * 1024
"""How much of a robots.txt counts (RFC 9309, 2.5)."""

_CLOSED = ["User-agent: *", "Disallow: /"]


class PageFetcher:
    """Fetches pages by address; the rules of each host are asked for once.

    A host that answers 4xx has no rules, one that answers otherwise or not at all is not asked for pages.
    """

    def __init__(self) -> None:
        self._rules: dict[str, RobotFileParser] = {}

    def __call__(self, url: str) -> Iterator[Document | Rejection]:
        """Reads the documents of the page at ``url``; a page that its host keeps from programs is a rejection, DRG-READ-026."""
        return read_url(url, check=self.check)

    def check(self, url: str) -> None:
        """Raises ReadError where the rules of the host do not let ``url`` be fetched."""
        parts = urlsplit(url)
        origin = f"{parts.scheme.lower()}://{parts.netloc.lower()}"
        if origin not in self._rules:
            self._rules[origin] = _read_rules(origin)
        if not self._rules[origin].can_fetch(AGENT, url):
            raise ReadError("DRG-READ-026", f"{url} is kept from programs by {origin}/robots.txt, or that file cannot be had; save the page and give the file")


def _read_rules(origin: str) -> RobotFileParser:
    try:
        _, answer = fetch(f"{origin}/robots.txt")
        lines = answer.body[:MAX_RULES_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    except StatusError as error:
        lines = [] if 400 <= error.status < 500 else _CLOSED
    except ReadError as error:
        lines = [] if error.code == "DRG-READ-021" else _CLOSED  # the page's own refusal says more
    rules = RobotFileParser()
    rules.parse(lines)
    return rules
