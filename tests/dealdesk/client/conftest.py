"""One real server over the example corpus, for whoever asks it over HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from dealdesk.client import Client
from dealdesk.owner import owner_of
from tests.dealdesk.console import Console, Done
from tests.dealdesk.serving import serving

KEY = "a-kéy-of-these-tests"


@dataclass(frozen=True)
class Server:
    """url: of the server. admin: its own key, which is not ASCII; reader: that of a reader of all. owner: shows that
    somebody may read the data folder.
    """

    url: str
    admin: str
    reader: str
    owner: str

    def client(self) -> Client:
        return Client(self.url, self.admin)

    def quoted(self, citation: dict[str, object]) -> str:
        """What stands in the article where a citation says it does."""
        with self.client() as client:
            span = {name: citation[name] for name in ("start", "end", "version")}
            return client.get_text(str(citation["article_id"]), **span).text  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def server(first_refresh: tuple[Console, Done], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("clients") / "home"
    shutil.copytree(first_refresh[0].home, home)
    with serving(Console(home, {"DEALDESK_API_KEY": KEY})) as served:
        url = str(served.client.base_url).rstrip("/")
        with Client(url, KEY) as client:
            reader = client.create_key(name="a program", role="reader").key
        owner = owner_of(home)
        assert owner
        assert owner.token
        yield Server(url, KEY, reader, owner.token)
