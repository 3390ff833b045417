"""Pictures of what stands in Slack, from real answers over the example corpus: `python -m tests.bot.preview DIR`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from answer.differences import difference
from answer.reply import Question, Reply
from answer.watches import Watch
from bot.shown.blocks import ephemeral_for, message_for, with_question
from bot.shown.home_view import HomeShown, home_view
from bot.shown.passages_modal import passages_modal
from bot.shown.watch_notice import watch_notice
from corpus.article import EVERYTHING, PUBLIC, Selection
from dealdesk.assembly import Desk, open_desk
from tests.api.serving import CHROMIUM, CHROMIUM_FLAGS
from tests.bot.drawing import asked, page, posted, posted_text, view
from tests.bot.small_png import smaller
from tests.dealdesk.console import EXAMPLES, Console, settings_of

FACT = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"
LIST = "Who is developing the Texas GulfLink terminal, and how soon after selection must Japan fund a project?"
DISPUTED = "How much will Pelham Tidal pay for Corvane Turbines?"
UNANSWERED = "What tariff rate did the United States agree with Brazil?"
WHISPERED = "How much lithium hydroxide will Quillon Lithium supply to Verrin Motors each year?"
BEFORE = Selection(as_of=date(2025, 12, 9))  # when one of two sources had told of DISPUTED
NOW = datetime(2026, 3, 2, 9, 41, tzinfo=UTC)


@dataclass(frozen=True)
class Picture:
    """One page. visible: what has to be read on it."""

    name: str
    html: str
    visible: tuple[str, ...]


@contextmanager
def example_desk(home: Path) -> Iterator[Desk]:
    """All parts over the example corpus, which is read first."""
    done = Console(home).run("refresh", EXAMPLES / "corpus")
    if done.code:
        raise SystemExit(done.err)
    with open_desk(settings_of(home), "previews") as desk:
        yield desk


def pictures(desk: Desk) -> list[Picture]:
    def ask(text: str, selection: Selection = EVERYTHING) -> Reply:
        return desk.answerer.ask(Question(text, selection=selection))

    fact, disputed = ask(FACT), ask(DISPUTED)
    change = difference(ask(DISPUTED, BEFORE), disputed)
    assert change
    told = watch_notice(DISPUTED, change, watch_id="w-1", answer_id=disputed.id)
    return [
        _talk("fact", FACT, posted(message_for(fact).blocks), "$33 billion"),
        _talk("list", LIST, posted(message_for(ask(LIST)).blocks), "Sentinel Midstream", "45 working days"),
        _talk("disagreement", DISPUTED, posted(message_for(disputed).blocks), "$1.8 billion", "$2.1 billion"),
        _talk("abstention", UNANSWERED, posted(message_for(ask(UNANSWERED)).blocks), "Nearest, but not an answer:"),
        _talk("text", FACT, posted_text(message_for(fact).text), "$33 billion"),
        _alone("watch", posted(told.blocks), "Before: $1.8 billion", "Now: $2.1 billion", "Stop watching"),
        _alone(
            "ephemeral",
            posted(with_question(ephemeral_for(ask(WHISPERED)), WHISPERED).blocks, whispered=True),
            "Share in channel",
        ),
        _alone("home", view(home_view(_home(desk))), "What you may read", "My watches", "Stop"),
        _alone("passages", view(passages_modal(disputed)), "Passages", "$610 million", "…"),
    ]


def _talk(name: str, question: str, shown: str, *visible: str) -> Picture:
    return Picture(name, page(name, [asked(f"@dealdesk {question}"), shown]), (question, *visible))


def _alone(name: str, shown: str, *visible: str) -> Picture:
    return Picture(name, page(name, [shown]), visible)


def _home(desk: Desk) -> HomeShown:
    articles = desk.catalogue.page()
    newest = sorted(articles, key=lambda stored: stored.article.published or date.min, reverse=True)
    watches = [
        Watch(f"w-{n}", "slack:T1:U1", "slack", "T1:C1:1.1", Question(text), NOW, None)
        for n, text in enumerate((DISPUTED, UNANSWERED))
    ]
    return HomeShown(((PUBLIC, len(articles)),), tuple(newest[:6]), tuple(watches), desk.health())


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, picture: Picture) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 720, "height": 200})
    page.set_content(picture.html)
    yield page
    page.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home, example_desk(Path(home) / "home") as desk:
        shown = pictures(desk)
    with browser() as chromium:
        for picture in shown:
            with opened(chromium, picture) as drawn:
                png = smaller(drawn.screenshot(full_page=True))
                (folder / f"slack-{picture.name}.png").write_bytes(png)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
