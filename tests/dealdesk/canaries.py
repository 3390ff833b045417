"""Articles of three collections that all answer one question, with words by which each would be known anywhere."""

from __future__ import annotations

import json
from datetime import date

from corpus.article import PUBLIC, Article
from tests.bot.access_table import BOARD, DEALS

QUESTION = "Who will operate the Portsmouth plant?"
BIRDS = {PUBLIC: "Avocet", DEALS: "Bittern", BOARD: "Cormorant"}
SHOWN = ("head", "press", "fact", "page")  # the title, the publisher, the sentence that answers, the address
DEPTH = "depth"  # what stands behind that sentence: in the passage, and in no reply

_TOLD = {
    PUBLIC: "{fact} Energy will operate the gas-fired plant in Portsmouth, Ohio. Its turbines come by river. The mayor "
    "of {depth} welcomed the news on Monday.",
    DEALS: "Under a letter that was signed last week, {fact} Power will operate the Portsmouth plant once it is built. "
    "Lenders met at the {depth} hotel to agree on the terms of the loan.",
    BOARD: "The board decided that {fact} Utilities will operate the plant at Portsmouth for twenty years. Rain fell on "
    "{depth} all day, and the trains were late.",
}


def canary(collection: str, field: str) -> str:
    """A word that stands nowhere but in one field of one collection's article."""
    return f"{BIRDS[collection]}{field}"


def article_of(collection: str) -> Article:
    word = {field: canary(collection, field) for field in (*SHOWN, DEPTH)}
    return Article(
        id=f"{collection}-1",
        title=f"{word['head']} to run the Portsmouth plant",
        text=_TOLD[collection].format(**word),
        publisher=f"{word['press']} Gazette",
        published=date(2026, 2, 10 + list(BIRDS).index(collection)),
        url=f"https://{word['page'].lower()}.example/plant",
        collection=collection,
    )


def canaries_in(sent: object) -> set[str]:
    """The canaries that stand anywhere in it, however they are written."""
    written = json.dumps(sent, ensure_ascii=False, default=str).casefold()
    every = (canary(collection, field) for collection in BIRDS for field in (*SHOWN, DEPTH))
    return {word for word in every if word.casefold() in written}


def shown_of(*collections: str) -> set[str]:
    """What a reply shows from these collections."""
    return {canary(collection, field) for collection in collections for field in SHOWN}


def birds_in(sent: object) -> set[str]:
    """The collections of which anything stands in it."""
    found = canaries_in(sent)
    return {collection for collection, bird in BIRDS.items() if any(word.startswith(bird) for word in found)}
