"""A small stand-in for an object store: the part of S3's protocol that a store needs, in memory, for tests. Prints its port and serves until it is ended."""

from __future__ import annotations

import hashlib
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

LOCK = threading.Lock()
OBJECTS: dict[str, bytes] = {}
PARTS: dict[str, dict[int, bytes]] = {}


def etag(data: bytes) -> str:
    return '"' + hashlib.md5(data, usedforsecurity=False).hexdigest() + '"'


class Handler(BaseHTTPRequestHandler):
    """Answers GET with ranges, HEAD, conditional PUT, DELETE, listing (version 2), uploads in parts."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None: ...

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def asked(self) -> tuple[str, dict[str, str], bytes]:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return unquote(parts.path).lstrip("/"), {k: v[0] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}, body

    def do_GET(self) -> None:
        key, query, _ = self.asked()
        if "list-type" in query:
            self.list(key.rstrip("/"), query)
            return
        data = OBJECTS.get(key)
        if data is None:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        headers = {"ETag": etag(data), "Last_Modified": "Fri, 01 Nov 2024 00:00:00 GMT", "Accept_Ranges": "bytes"}
        if given := self.headers.get("Range"):
            first, _, last = given.removeprefix("bytes=").partition("-")
            start = int(first) if first else max(0, len(data) - int(last))
            end = min(int(last), len(data) - 1) if first and last else len(data) - 1
            self.answer(206, data[start : end + 1], Content_Range=f"bytes {start}-{end}/{len(data)}", **headers)
            return
        self.answer(200, data, Content_Length=str(len(data)), **headers)

    do_HEAD = do_GET

    def list(self, bucket: str, query: dict[str, str]) -> None:
        prefix, after = f"{bucket}/{query.get('prefix', '')}", f"{bucket}/{query.get('start-after', '')}"
        found, folders = [], set()
        for key in sorted(OBJECTS):
            if key.startswith(prefix) and key > after:
                rest = key[len(prefix) :]
                if query.get("delimiter") and "/" in rest:
                    folders.add(prefix[len(bucket) + 1 :] + rest.split("/")[0] + "/")
                else:
                    found.append(key)
        day = "<LastModified>2024-11-01T00:00:00.000Z</LastModified>"
        entries = [
            f"<Contents><Key>{escape(key[len(bucket) + 1 :])}</Key>{day}<ETag>{etag(OBJECTS[key])}</ETag><Size>{len(OBJECTS[key])}</Size></Contents>"
            for key in found
        ]
        entries += [f"<CommonPrefixes><Prefix>{escape(folder)}</Prefix></CommonPrefixes>" for folder in sorted(folders)]
        head = f'<?xml version="1.0"?><ListBucketResult><Name>{bucket}</Name><IsTruncated>false</IsTruncated>'
        self.answer(200, (head + "".join(entries) + "</ListBucketResult>").encode())

    def do_PUT(self) -> None:
        key, query, body = self.asked()
        with LOCK:
            if "uploadId" in query:
                PARTS[query["uploadId"]][int(query["partNumber"])] = body
            elif self.headers.get("If-None-Match") == "*" and key in OBJECTS:
                self.answer(412, b"<Error><Code>PreconditionFailed</Code></Error>")
                return
            else:
                OBJECTS[key] = body
        self.answer(200, ETag=etag(body))

    def do_POST(self) -> None:
        key, query, body = self.asked()
        if "uploads" in query:
            name = f"upload-{len(PARTS)}"
            PARTS[name] = {}
            self.answer(200, f"<InitiateMultipartUploadResult><UploadId>{name}</UploadId></InitiateMultipartUploadResult>".encode())
        elif "uploadId" in query:
            OBJECTS[key] = b"".join(data for _, data in sorted(PARTS.pop(query["uploadId"]).items()))
            self.answer(200, f"<CompleteMultipartUploadResult><ETag>{etag(OBJECTS[key])}</ETag></CompleteMultipartUploadResult>".encode())
        else:  # several objects are deleted
            names = [part.split("</Key>")[0] for part in body.decode().split("<Key>")[1:]]
            for name in names:
                OBJECTS.pop(f"{key.rstrip('/')}/{name}", None)
            self.answer(200, ("<DeleteResult>" + "".join(f"<Deleted><Key>{n}</Key></Deleted>" for n in names) + "</DeleteResult>").encode())

    def do_DELETE(self) -> None:
        key, _, _ = self.asked()
        OBJECTS.pop(key, None)
        self.answer(204)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
