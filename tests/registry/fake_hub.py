"""A Hub on this machine, as far as its client needs one: enough to fetch real files through the real client."""

from __future__ import annotations

import hashlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import ClassVar, Self

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GATED = "someone/Gated-GGUF"


class FakeHub:
    """Serves one repository's files. `ranges` keeps what was asked of them; `cut_at` ends one answer early."""

    def __init__(self, repo: str, files: dict[str, bytes]) -> None:
        self.repo = repo
        self.files = files
        self.ranges: list[str] = []
        self.cut_at: int | None = None
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: ClassVar[FakeHub]
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        path = self.path.partition("?")[0]
        if path == f"/api/models/{self.hub.repo}":
            siblings = [{"rfilename": name, "size": len(data)} for name, data in self.hub.files.items()]
            self._send(json.dumps({"id": self.hub.repo, "sha": COMMIT, "siblings": siblings}).encode())
        elif path.startswith(f"/{self.hub.repo}/resolve/"):
            self._send_file(path.split("/resolve/", 1)[1].split("/", 1)[1])
        elif path == f"/api/models/{GATED}":
            self._refuse(403, "GatedRepo")
        else:
            self._refuse(404, "RepoNotFound")

    def _send_file(self, name: str) -> None:
        data = self.hub.files[name]
        asked = self.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").partition("-")[0] or 0) if asked else 0
        if self.command == "GET":
            self.hub.ranges.append(asked)
        headers = {
            "Content-Length": str(len(data) - start),
            "ETag": f'"{hashlib.sha256(data).hexdigest()}"',
            "X-Repo-Commit": COMMIT,
            "Accept-Ranges": "bytes",
            **({"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if asked else {}),
        }
        if self.command == "GET" and self.hub.cut_at is not None:
            data, self.hub.cut_at = data[: self.hub.cut_at], None
            self.close_connection = True
        self._send(data[start:], status=206 if asked else 200, headers=headers)

    def _send(self, body: bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()
