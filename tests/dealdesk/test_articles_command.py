"""`dealdesk articles list`, on the data folder and through a running server."""

from __future__ import annotations

import pytest

from tests.dealdesk.console import Console
from tests.dealdesk.serving import serving


def listed(console: Console, *flags: object) -> list[tuple[str, str]]:
    done = console.run("articles", "list", "--json", *flags)
    assert done.code == 0, done.err
    return [(article["id"], article["published"]) for article in done.json]


@pytest.mark.slow
def test_a_list_is_the_same_on_the_folder_and_through_the_server(console: Console) -> None:
    newest_first = ("--sort", "published", "--order", "desc")
    whole = listed(console, *newest_first)
    days = [day for _, day in whole if day]
    assert days == sorted(days, reverse=True)
    assert listed(console, *newest_first, "--limit", 2) == whole[:2]
    word = whole[0][0].split("-")[0]
    assert 0 < len(listed(console, "--q", word)) < len(whole)
    assert listed(console, "--publisher", "nobody") == listed(console, "--collection", "none") == []
    for wrong in (("--sort", "score"), ("--order", "down"), ("--limit", 0)):
        assert console.run("articles", "list", *wrong).code == 2
    with serving(console):
        assert listed(console, *newest_first) == whole
        assert listed(console, *newest_first, "--limit", 2) == whole[:2]
        assert listed(console, "--collection", "none") == []
