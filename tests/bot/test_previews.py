"""The pictures of what stands in Slack: that they show what they should, and ask nobody for anything."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.shown.blocks import message_for
from tests.api.serving import CHROMIUM
from tests.bot.drawing import page, posted, posted_text
from tests.bot.drawing import view as drawing
from tests.bot.everything_shown import answer_with, views
from tests.bot.preview import Picture, browser, example_desk, opened, pictures
from tests.bot.slack_limits import texts
from tests.bot.small_png import smaller

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")]

IMAGES = Path(__file__).parents[2] / "docs" / "images"
MAX_BYTES = 80_000
WIDER_THAN_THEIR_PLACE = """
[...document.querySelectorAll('body, body *')]
  .filter(element => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
  .map(element => element.outerHTML.slice(0, 200))
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    with example_desk(tmp_path_factory.mktemp("previews") / "home") as desk:
        return pictures(desk)


def test_each_picture_shows_what_it_is_of_and_nothing_sticks_out(drawn: list[Picture], chromium: Browser) -> None:
    assert len(drawn) == 9
    for picture in drawn:
        with opened(chromium, picture) as shown:
            read = " ".join(shown.inner_text("body").split())
            for text in picture.visible:
                assert text in read, f"{picture.name} does not show {text!r}"
            assert shown.evaluate(WIDER_THAN_THEIR_PLACE) == [], picture.name


def test_each_picture_is_in_the_documentation_and_small(drawn: list[Picture]) -> None:
    kept = {path.name: path.stat().st_size for path in IMAGES.glob("slack-*.png")}
    assert set(kept) == {f"slack-{picture.name}.png" for picture in drawn}
    assert all(size < MAX_BYTES for size in kept.values()), kept


def test_nothing_is_loaded_and_nothing_comes_alive(chromium: Browser) -> None:
    hostile = '<img src="https://x.example/i.png"><script>document.title = "alive"</script><style>*{}</style>&lt;b&gt;'
    message = message_for(answer_with(hostile))
    asked: list[str] = []
    with opened(chromium, Picture("empty", "", ())) as shown:
        shown.on("request", lambda request: asked.append(request.url))
        shown.set_content(page("dead", [posted(message.blocks), posted_text(message.text)]))
        assert hostile in shown.inner_text("body")
        assert shown.title() == "dead"
        assert shown.locator("img, script, body style").count() == 0
    assert asked == []


def test_the_longest_words_stay_in_their_place(chromium: Browser) -> None:
    message = message_for(answer_with("x" * 3_000))
    with opened(
        chromium, Picture("long", page("long", [posted(message.blocks), posted_text(message.text)]), ())
    ) as shown:
        assert shown.evaluate(WIDER_THAN_THEIR_PLACE) == []


def test_every_text_of_a_view_is_drawn(chromium: Browser) -> None:
    for name, view in views("Ohio"):
        with opened(chromium, Picture(name, page(name, [drawing(view)]), ())) as shown:
            read = " ".join(shown.inner_text("body").split())
            for text in texts(view["blocks"]):
                assert " ".join(text.split()) in read or "initial_value" in str(view), f"{name}: {text}"


def test_a_small_picture_is_the_same_picture(chromium: Browser) -> None:
    with opened(chromium, Picture("one", page("one", ["<p>Some text</p>"]), ())) as shown:
        png = shown.screenshot(full_page=True)
    less = smaller(png)
    assert len(less) < len(png)
    inside = f'<body style="margin:0"><img src="data:image/png;base64,{base64.b64encode(less).decode()}">'
    with opened(chromium, Picture("again", inside, ())) as shown:
        size = shown.evaluate("(async i => (await i.decode(), [i.naturalWidth, i.naturalHeight]))(document.images[0])")
        assert size == [720, 200]
        assert smaller(shown.locator("img").screenshot()) == less
