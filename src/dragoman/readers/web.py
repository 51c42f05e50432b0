"""Web addresses to documents. Only public hosts are asked: a list of addresses must not open the doors of the reader's own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from dragoman.errors import ReadError
from dragoman.readers.files import read_opened
from dragoman.readers.formats import Kind
from dragoman.readers.limits import MAX_FILE_BYTES, make_rejection
from dragoman.records import Document, Rejection

TIMEOUT_S = 20.0
"""How long a connection or a read may take."""
TOTAL_TIMEOUT_S = 60.0
"""How long an address may take in all."""
MAX_REDIRECTS = 5
USER_AGENT = "dragoman (newswire reader)"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KINDS: dict[str, Kind] = {
    "text/html": "html", "application/xhtml+xml": "html", "application/json": "json", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl", "text/csv": "csv",
    "text/markdown": "markdown", "application/feed+json": "json",
}  # fmt: skip
_SAFE = "/:?#[]@!$&'()*+,;=%~"
_EMBEDDED = (  # IPv6 ranges that carry an IPv4 address, and the bits to its right
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0), (ipaddress.IPv6Network("::/96"), 0), (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
)  # fmt: skip


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class StatusError(ReadError):
    """The server answers with another status than 200."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__("DRG-READ-023", message)
        self.status = status


def read_url(url: str, *, published_at: str | None = None, full_text: bool = False, check: Callable[[str], None] | None = None) -> Iterator[Document | Rejection]:
    """Fetches ``url`` and reads its documents; proxies, cookies and passwords are not used.

    Private, loopback, link-local and reserved addresses are refused, at each redirect anew; the address that was checked is the one that is asked.

    Args:
        url: address with http or https.
        published_at: publication date of documents that state none.
        full_text: whether the pages behind the entries of a feed are fetched.
        check: called with each address before it is asked, redirects too; raises ReadError where it is not to be asked.
    """
    try:
        final_url, answer = fetch(url, check)
    except ReadError as error:
        yield make_rejection(error, url)
        return
    media_type = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
    yield from read_opened(
        BytesIO(answer.body), name=url, published_at=published_at, url=final_url, charset=answer.headers.get_content_charset(), kind=_KINDS.get(media_type),
        full_text=full_text,
    )  # fmt: skip


def is_public(address: str) -> bool:
    """Says whether an IP address belongs to the public internet, and so does the IPv4 address that it may carry."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local:
        mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
        return mapped is not None and is_public(str(mapped))
    embedded = _embedded(ip)
    return embedded is None or is_public(str(embedded))


def _embedded(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if isinstance(ip, ipaddress.IPv6Address):
        for network, shift in _EMBEDDED:
            if ip in network:
                return ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)
    return None


def fetch(url: str, check: Callable[[str], None] | None = None) -> tuple[str, Answer]:
    """Returns the address behind all redirects and its answer; raises ReadError, StatusError for another status than 200. ``check`` as for ``read_url``."""
    deadline = time.monotonic() + TOTAL_TIMEOUT_S
    current = url
    for _ in range(MAX_REDIRECTS + 1):
        parts = _check_url(current)
        if check is not None:
            check(current)
        try:
            answer = _ask(parts, deadline)
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            raise ReadError("DRG-READ-024", f"{current} cannot be fetched ({error or type(error).__name__}); check the address, or try again later") from error
        location = answer.headers.get("Location")
        if answer.status in _REDIRECTS and location:
            try:
                current = urljoin(current, location.strip())
            except ValueError as error:
                raise ReadError("DRG-READ-020", f"{current} redirects to {location[:200]!r}, which is no address; give the address of the story") from error
            continue
        if answer.status != http.client.OK:
            raise StatusError(answer.status, f"{current} answers with status {answer.status}; check the address in a browser")
        return current, answer
    raise ReadError("DRG-READ-022", f"{url} redirects more than {MAX_REDIRECTS} times; give the address that it leads to")


def _check_url(url: str) -> SplitResult:
    problem = None
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
        host.encode("idna")
    except (ValueError, UnicodeError):
        problem = "it is malformed"
    else:
        if parts.scheme.lower() not in {"http", "https"}:
            problem = f"its scheme is {parts.scheme[:20]!r}"
        elif not host or port == 0:
            problem = "it has no host"
        elif parts.username is not None or parts.password is not None:
            problem = "it holds a user name"
    if problem is not None:
        raise ReadError("DRG-READ-020", f"{url[:300]!r} cannot be fetched: {problem}; give an address that starts with http:// or https://")
    return parts


def _resolve(host: str, port: int) -> list[str]:
    """Returns the IP addresses of ``host``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connect(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)


def _ask(parts: SplitResult, deadline: float) -> Answer:
    """Asks for one address, without following redirects."""
    host = (parts.hostname or "").encode("idna").decode("ascii")
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    addresses = _resolve(host, port)
    refused = [address for address in addresses if not is_public(address)]
    if refused or not addresses:
        seen = f"leads to {refused[0]}, an address that is not public" if refused else "leads nowhere"
        raise ReadError("DRG-READ-021", f"{parts.geturl()} {seen}; only public addresses are fetched: save the page and give the file")
    # The connection goes to the very address that was checked, whatever the name resolves to by now.
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    connection.sock = _connect(addresses[0], port, TIMEOUT_S)
    try:
        if secure:
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
        headers = {"Host": netloc, "User-Agent": USER_AGENT, "Accept": "text/html, */*;q=0.5", "Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        body = b"" if response.status in _REDIRECTS else _unpack(_read_body(response, deadline, parts), response.headers.get("Content-Encoding"), parts)
        return Answer(response.status, response.headers, body)
    finally:
        connection.close()


def _read_body(response: http.client.HTTPResponse, deadline: float, parts: SplitResult) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(65_536):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_FILE_BYTES:
            raise _too_large(parts)
        if time.monotonic() > deadline:
            raise TimeoutError(f"it took more than {TOTAL_TIMEOUT_S:.0f} s")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(pieces)


def _unpack(body: bytes, encoding: str | None, parts: SplitResult) -> bytes:
    """Undoes the compression that some servers send unasked, within the size limit."""
    name = (encoding or "identity").strip().lower()
    if name in {"", "identity"}:
        return body
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise ReadError("DRG-READ-024", f"{parts.geturl()} is packed as {name[:20]!r}, which was not asked for; save the page and give the file")
    unpacked = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, MAX_FILE_BYTES + 1)
    if len(unpacked) > MAX_FILE_BYTES:
        raise _too_large(parts)
    return unpacked


def _too_large(parts: SplitResult) -> ReadError:
    return ReadError("DRG-READ-003", f"{parts.geturl()} has more than {MAX_FILE_BYTES} bytes; give the address of one story")
