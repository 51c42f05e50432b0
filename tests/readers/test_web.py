from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from dragoman.readers import read_url, web
from dragoman.records import Document, Rejection

STORY = "Ruritania and Graustark signed a border treaty on Friday."
PUBLIC = "93.184.216.34"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a test must not use the network")

    monkeypatch.setattr(web.socket, "getaddrinfo", refuse)
    monkeypatch.setattr(web.socket, "create_connection", refuse)


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[..., list[str]]]:
    """Answers each connection with the next of the given bytes; returns the list of what was asked."""
    threads: list[threading.Thread] = []

    def start(*answers: bytes, hosts: dict[str, str] | None = None) -> list[str]:
        asked: list[str] = []
        waiting = list(answers)

        def answer(server: socket.socket, data: bytes) -> None:
            with server:
                asked.append(server.recv(65_536).decode())
                server.sendall(data)

        def connect(address: str, port: int, timeout: float) -> socket.socket:
            asked.append(f"{address}:{port}")
            client, server = socket.socketpair()
            client.settimeout(5)
            threads.append(threading.Thread(target=answer, args=(server, waiting.pop(0))))
            threads[-1].start()
            return client

        monkeypatch.setattr(web, "_resolve", lambda host, port: [(hosts or {}).get(host, PUBLIC)])
        monkeypatch.setattr(web, "_connect", connect)
        return asked

    yield start
    for thread in threads:
        thread.join(5)


def answer(body: bytes | str, status: str = "200 OK", **headers: str) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def redirect(location: str) -> bytes:
    return answer("", "302 Found", Location=location)


def only(url: str, **options: str) -> Document | Rejection:
    (item,) = read_url(url, **options)
    return item


def code(url: str) -> str:
    item = only(url)
    assert isinstance(item, Rejection), item
    assert item.path == url
    return item.code


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "::7f00:1",
        "2001:db8::1",
        "2001::1",
        "not an address",
        "",
    ],
)
def test_addresses_that_are_not_public_are_refused(address, serve):
    assert not web.is_public(address)
    asked = serve(hosts={"wire.example": address})
    assert code("http://wire.example/a") == "DRG-READ-021"
    assert asked == []


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_asked(address):
    assert web.is_public(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(web, "_resolve", lambda host, port: [PUBLIC, "10.0.0.1"])
    assert code("http://wire.example/") == "DRG-READ-021"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "gopher://a.example",
        "http://",
        "http:///x",
        "http://user:pw@a.example/",
        "http://a.example:99999/",
        "http://[::1",
        "",
        "x",
        "http://" + "a" * 300 + ".example/",
        "http://a..example/",
    ],
)
def test_addresses_that_are_malformed_are_refused(url):
    assert code(url) == "DRG-READ-020"


def test_a_page_is_read_from_the_address_that_was_checked(serve):
    page = f"<html><body><article><p>{STORY}</p></article></body></html>"
    asked = serve(answer(page, Content_Type="text/html; charset=utf-8"))
    item = only("http://wire.example:8080/news/1?q=a b", published_at="2024-06-19")
    assert isinstance(item, Document) and STORY in item.text and item.url == "http://wire.example:8080/news/1?q=a b" and item.published_at == "2024-06-19"
    assert asked[0] == f"{PUBLIC}:8080"
    assert asked[1].startswith("GET /news/1?q=a%20b HTTP/1.1\r\nHost: wire.example:8080\r\n")


def test_rows_and_text_are_read_too(serve):
    serve(answer(STORY, Content_Type="text/plain"), answer('{"text":"One."}\n{"text":"Two."}', Content_Type="application/x-ndjson"))
    assert isinstance(only("http://wire.example/story"), Document)
    assert len(list(read_url("http://wire.example/rows"))) == 2


def test_redirects_are_followed_and_checked_anew(serve):
    serve(redirect("/b"), redirect("//other.example/c"), answer(STORY))
    item = only("http://wire.example/a")
    assert isinstance(item, Document) and item.url == "http://other.example/c"


def test_a_redirect_into_the_network_is_refused(serve):
    asked = serve(redirect("http://metadata.example/latest"), hosts={"metadata.example": "169.254.169.254"})
    assert code("http://wire.example/a") == "DRG-READ-021"
    assert len(asked) == 2


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://[::1", "javascript:alert(1)"])
def test_a_redirect_to_no_address_is_refused(location, serve):
    serve(redirect(location))
    assert code("http://wire.example/a") == "DRG-READ-020"


def test_five_redirects_are_the_most(serve):
    serve(*[redirect("/again")] * 6)
    assert code("http://wire.example/a") == "DRG-READ-022"
    serve(*[redirect("/again")] * 5, answer(STORY))
    assert isinstance(only("http://wire.example/a"), Document)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oh", "204 No Content", "304 Not Modified"])
def test_other_answers_are_refused(status, serve):
    serve(answer("", status))
    assert code("http://wire.example/a") == "DRG-READ-023"


def test_packed_answers_are_unpacked_within_the_limit(serve, monkeypatch):
    monkeypatch.setattr(web, "MAX_FILE_BYTES", 1_000_000)
    serve(
        answer(gzip.compress(STORY.encode()), Content_Encoding="gzip"),
        answer(gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip"),
        answer(b"?", Content_Encoding="br"),
        answer(b"no gzip", Content_Encoding="gzip"),
    )
    assert isinstance(only("http://wire.example/1"), Document)
    assert [code(f"http://wire.example/{number}") for number in (2, 3, 4)] == ["DRG-READ-003", "DRG-READ-024", "DRG-READ-024"]


def test_a_body_over_the_limit_is_refused(serve, monkeypatch):
    monkeypatch.setattr(web, "MAX_FILE_BYTES", 100)
    serve(answer(b"x" * 5_000))
    assert code("http://wire.example/a") == "DRG-READ-003"


@pytest.mark.parametrize("data", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort"])
def test_broken_answers_are_refused(data, serve):
    serve(data)
    assert code("http://wire.example/a") == "DRG-READ-024"


def test_a_host_that_is_unknown_or_silent_is_a_rejection(monkeypatch):
    def fail(*_: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(web, "_resolve", lambda host, port: [PUBLIC])
    monkeypatch.setattr(web, "_connect", fail)
    assert code("http://wire.example/a") == "DRG-READ-024"

    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(web, "_resolve", unknown)
    assert code("http://wire.example/a") == "DRG-READ-024"


def test_the_pages_behind_the_entries_of_a_feed_are_fetched_where_asked_for(serve):
    entries = "".join(f"<item><title>T{number}</title><link>/{number}</link><description>Short.</description></item>" for number in (1, 2, 3))
    feed = f"<rss><channel><link>http://wire.example/</link>{entries}</channel></rss>"
    page = f"<html><body><article><p>{STORY} It is the whole of it.</p></article></body></html>"
    asked = serve(answer(feed, Content_Type="application/rss+xml"))
    assert [item.text for item in read_url("http://wire.example/feed") if isinstance(item, Document)] == ["T1\n\nShort.", "T2\n\nShort.", "T3\n\nShort."]
    assert len(asked) == 2
    free = answer("", "404 Not Found")  # the host has no robots.txt
    serve(answer(feed), free, answer(page), answer("", "404 Not Found"), redirect("http://metadata.example/"), hosts={"metadata.example": "169.254.169.254"})
    first, *others = read_url("http://wire.example/feed", full_text=True)
    assert isinstance(first, Document) and "whole of it" in first.text and first.url == "http://wire.example/1" and first.title == "T1"
    assert [(item.code, item.path) for item in others if isinstance(item, Rejection)] == [
        ("DRG-READ-023", "http://wire.example/feed#http://wire.example/2"), ("DRG-READ-021", "http://wire.example/feed#http://wire.example/3"),
    ]  # fmt: skip


def test_an_entry_that_leads_into_the_network_is_refused(serve):
    feed = "<rss><channel><item><title>T</title><link>http://metadata.example/</link><description>Short.</description></item></channel></rss>"
    asked = serve(answer(feed), hosts={"metadata.example": "169.254.169.254"})
    (item,) = read_url("http://wire.example/feed", full_text=True)
    assert isinstance(item, Rejection) and item.code == "DRG-READ-021" and len(asked) == 2


def feed_of(*urls: str) -> str:
    return "<rss><channel>" + "".join(f"<item><title>T</title><link>{url}</link></item>" for url in urls) + "</channel></rss>"


PAGE = f"<html><body><article><p>{STORY} Both parliaments are to ratify it by autumn, officials said.</p></article></body></html>"


def test_pages_that_a_host_keeps_from_programs_are_not_asked_for(serve):
    rules = "User-agent: *\nDisallow: /private/\n\nUser-agent: dragoman\nDisallow: /paid/\n"
    feed = feed_of("http://wire.example/paid/1", "http://wire.example/open/2", "http://other.example/3")
    asked = serve(answer(feed), answer(rules), answer(PAGE), answer("User-agent: *\nDisallow: /"))
    first, second, third = read_url("http://wire.example/feed", full_text=True)
    assert isinstance(first, Rejection) and first.code == "DRG-READ-026" and "robots.txt" in first.message
    assert isinstance(second, Document) and STORY in second.text
    assert isinstance(third, Rejection) and third.code == "DRG-READ-026"
    assert [line.split(" ")[1] for line in asked if line.startswith("GET")] == ["/feed", "/robots.txt", "/open/2", "/robots.txt"]  # once for each host


@pytest.mark.parametrize(("status", "read"), [("404 Not Found", True), ("403 Forbidden", True), ("503 Service Unavailable", False)])
def test_a_host_without_rules_is_open_and_one_that_is_down_is_closed(serve, status, read):
    serve(answer(feed_of("http://wire.example/1")), answer("", status), *([answer(PAGE)] if read else []))
    (item,) = read_url("http://wire.example/feed", full_text=True)
    assert isinstance(item, Document) == read and (read or item.code == "DRG-READ-026")


def test_a_redirect_does_not_lead_around_the_rules(serve):
    serve(answer(feed_of("http://short.example/1")), answer("", "404 Not Found"), redirect("http://wire.example/1"), answer("User-agent: *\nDisallow: /"))
    (item,) = read_url("http://short.example/feed", full_text=True)
    assert isinstance(item, Rejection) and item.code == "DRG-READ-026"


def test_an_address_that_the_user_gives_is_read_without_asking(serve):
    asked = serve(answer(PAGE))
    assert isinstance(next(iter(read_url("http://wire.example/1"))), Document) and len(asked) == 2
