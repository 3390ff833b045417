"""How soon an article answers, by each way it may come in: python -m benchmarks.answerable.

Seconds from the moment when somebody let go of it (a file was closed, a feed published it, a request was sent) until a
real `dealdesk serve` answers a question about it with its citation, and no command was given meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

_LOOK_SECONDS = 0.02
_PATIENCE_SECONDS = 180.0
_FEED_SECONDS = 1
_PAGE = (
    "<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p>"
    "<p>The boards of both companies agreed to the terms, and the regulator was told.</p></article></body></html>"
)
_FIRST = ("Alder", "Brannock", "Corrin", "Dunmere", "Esker", "Farrow", "Garnet", "Harlow", "Ivory", "Juniper")
_SECOND = ("Mills", "Docks", "Foods", "Glass", "Wire", "Homes", "Dyes", "Rail", "Water", "Seeds")


@dataclass(frozen=True)
class Told:
    """A piece of news that nobody told before, the question that it answers, and what an answer to it quotes."""

    name: str
    title: str
    text: str
    question: str
    quote: str


@dataclass
class Site:
    """A feed and its pages on loopback."""

    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)
    url: str = ""

    def publish(self, told: Told | None = None) -> None:
        if told:
            address = f"{self.url}/{told.name}.html"
            page = _PAGE.format(title=told.title, text=told.text)
            self.pages[f"/{told.name}.html"] = "text/html", page.encode()
            self.items.insert(0, f"<item><title>{told.title}</title><link>{address}</link></item>")
        feed = f'<rss version="2.0"><channel><title>Wire</title>{"".join(self.items)}</channel></rss>'
        self.pages["/feed.xml"] = "application/rss+xml", feed.encode()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answerable", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="articles by each way (default: %(default)s)")
    rounds = parser.parse_args(arguments).rounds
    with TemporaryDirectory(prefix="dealdesk-answerable-") as folder, _site() as site:
        watched = Path(folder) / "watched"
        watched.mkdir()
        with _served(Path(folder), site, watched) as client:
            for number, (way, bring) in enumerate(_ways(client, site, watched).items()):
                taken = [_seconds(client, bring, _told(number * rounds + one)) for one in range(rounds)]
                print(_line(way, taken), flush=True)
    print(_default_interval())


def _ways(client: httpx.Client, site: Site, watched: Path) -> Mapping[str, Callable[[Told], object]]:
    def sent(path: str, **more: Any) -> None:
        client.post(path, **more).raise_for_status()

    def line(told: Told) -> str:
        return json.dumps({"id": told.name, "title": told.title, "text": told.text}) + "\n"

    def put(told: Told) -> None:
        client.put(f"/v1/articles/{told.name}", json={"title": told.title, "text": told.text}).raise_for_status()

    lines = {"Content-Type": "application/x-ndjson"}
    return {
        "dropped into a watched folder": lambda told: (watched / f"{told.name}.txt").write_text(_file(told)),
        f"published in a feed polled every {_FEED_SECONDS} s": site.publish,
        "uploaded": lambda told: sent("/v1/uploads", files={"files": (f"{told.name}.txt", _file(told).encode())}),
        "pushed by PUT": put,
        "pushed as JSON lines": lambda told: sent("/v1/articles", content=line(told), headers=lines),
    }


def _file(told: Told) -> str:
    return f"{told.title}\n\n{told.text}\n"


def _told(number: int) -> Told:
    buyer, bought = _FIRST[number % 10], _FIRST[(number // 10 + number % 10 + 1) % 10]
    kind, sold = _SECOND[number // 10 % 10], _SECOND[(number // 10 + 3) % 10]
    price = f"${101 + number} million"
    names = f"{buyer} {kind}", f"{bought} {sold}"
    return Told(
        name=f"news-{number}",
        title=f"{names[0]} buys {names[1]}",
        text=f"{names[0]} bought {names[1]} for {price} in cash.",
        question=f"How much did {names[0]} pay for {names[1]}?",
        quote=f"{names[0]} bought {names[1]} for {price}",
    )


def _seconds(client: httpx.Client, bring: Callable[[Told], object], told: Told) -> float:
    started = time.perf_counter()
    bring(told)
    while not _answers(client, told):
        if time.perf_counter() - started > _PATIENCE_SECONDS:
            raise RuntimeError(f"{told.question} has no answer after {_PATIENCE_SECONDS:.0f} s")
        time.sleep(_LOOK_SECONDS)
    return time.perf_counter() - started


def _answers(client: httpx.Client, told: Told) -> bool:
    answered = client.post("/v1/ask", json={"question": told.question}).raise_for_status().json()
    return any(told.quote in citation["quote"] for citation in answered["citations"])


def _line(way: str, seconds: Sequence[float]) -> str:
    from evaluation.measures import percentile

    p50, p95 = percentile(seconds, 0.50), percentile(seconds, 0.95)
    return f"{way:38} p50 {p50:5.2f} s   p95 {p95:5.2f} s   slowest {max(seconds):5.2f} s   (n = {len(seconds)})"


def _default_interval() -> str:
    from dealdesk.settings import Settings

    seconds = Settings.model_fields["feed_seconds"].default
    return f"a feed's usual interval is {seconds} s: what it publishes is up to {seconds - _FEED_SECONDS} s later then"


@contextmanager
def _served(folder: Path, site: Site, watched: Path) -> Iterator[httpx.Client]:
    """A server that keeps both current, and has answered a question."""
    import httpx

    from dealdesk.owner import owner_of

    home = folder / "home"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DEALDESK_")}
    environment = inherited | {"DEALDESK_HOME": str(home), "DEALDESK_FETCH_ALLOW": "127.0.0.1"}
    command = [str(Path(sys.executable).parent / "dealdesk"), "serve", "--port", "0"]
    process = subprocess.Popen(command, env=environment, cwd=folder)
    try:
        owner = _until(lambda: owner_of(home), process)
        header = {"Dealdesk-Owner": str(owner.token)}
        with httpx.Client(base_url=str(owner.url), timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            feed = {"location": f"{site.url}/feed.xml", "kind": "feed", "every_seconds": _FEED_SECONDS}
            for source in ({"location": str(watched)}, feed):
                client.post("/v1/sources", json=source, headers=header).raise_for_status()
            first = _told(9_999)
            client.put("/v1/articles/first", json={"title": "", "text": first.text}).raise_for_status()
            _until(lambda: _answers(client, first), process)
            yield client
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _until(look: Callable[[], Any], process: subprocess.Popen[bytes]) -> Any:
    """What `look` gives once it gives something."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if found := look():
            return found
        time.sleep(_LOOK_SECONDS)
    raise RuntimeError("the server is not ready: see what it says above")


@contextmanager
def _site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = site.pages.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        site.publish()
        Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()


if __name__ == "__main__":
    main()
