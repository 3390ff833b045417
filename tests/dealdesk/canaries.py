"""Articles of three collections that all answer the same, with words by which each would be known anywhere."""

from __future__ import annotations

import json
from datetime import date

from corpus.article import PUBLIC, Article
from tests.bot.access_table import BOARD, DEALS

QUESTION = "Who will operate the Portsmouth plant?"
EARLIER = "Who will build the Savannah dock?"  # what a thread begins with, of other articles
BIRDS = {PUBLIC: "Avocet", DEALS: "Bittern", BOARD: "Cormorant"}
SHOWN = ("head", "press", "fact", "page")  # the title, the publisher, the sentence that answers, the address
DEPTH = "depth"  # behind that sentence: in the passage that is found, and in no reply
EARLY = "early"  # in the sentence that answers what was asked earlier
CANARIES = {
    collection: {field: f"{bird}{field}" for field in (*SHOWN, DEPTH, EARLY)} for collection, bird in BIRDS.items()
}

_TOLD = {
    PUBLIC: "{fact} Energy will operate the gas-fired plant in Portsmouth, Ohio. Its turbines come by river. The mayor "
    "of {depth} welcomed the news on Monday.",
    DEALS: "Under a letter that was signed last week, {fact} Power will operate the Portsmouth plant once it is "
    "built. Lenders met at the {depth} hotel to agree on the terms of the loan.",
    BOARD: "The board decided that {fact} Utilities will operate the plant at Portsmouth for twenty years. Rain "
    "fell in {depth} all day, and the trains were late.",
}
_TOLD_EARLIER = {
    PUBLIC: "{early} Marine will build the dock in Savannah, the port authority said.",
    DEALS: "Bids were opened in June: {early} Piling will build the Savannah dock from next spring on.",
    BOARD: "As the minutes have it, {early} Dredging will build the dock at Savannah if the city pays half.",
}


def articles() -> list[Article]:
    return [article for collection in BIRDS for article in (_article(collection), _earlier(collection))]


def canaries_in(sent: object) -> set[str]:
    """The canaries that stand anywhere in it, however they are written."""
    written = json.dumps(sent, ensure_ascii=False, default=str).casefold()
    return {word for words in CANARIES.values() for word in words.values() if word.casefold() in written}


def birds_in(sent: object) -> set[str]:
    """The collections of which anything stands in it."""
    found = canaries_in(sent)
    return {collection for collection, words in CANARIES.items() if found & set(words.values())}


def shown_of(*collections: str) -> set[str]:
    """What a reply to QUESTION shows from these collections."""
    return {CANARIES[collection][field] for collection in collections for field in SHOWN}


def _article(collection: str) -> Article:
    word = CANARIES[collection]
    return Article(
        id=f"{collection}-1",
        title=f"{word['head']} to run the Portsmouth plant",
        text=_TOLD[collection].format(**word),
        publisher=f"{word['press']} Gazette",
        published=date(2026, 2, 10 + list(BIRDS).index(collection)),
        url=f"https://{word['page'].lower()}.example/plant",
        collection=collection,
    )


def _earlier(collection: str) -> Article:
    text = _TOLD_EARLIER[collection].format(**CANARIES[collection])
    return Article(f"{collection}-0", "The Savannah dock", text, published=date(2026, 1, 5), collection=collection)
