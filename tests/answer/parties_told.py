"""Sentences about two parties, told again with the parties as they were and exchanged."""

from __future__ import annotations

import random
from dataclasses import dataclass

_NAMES = (
    "Halden Grid", "Orrin Foods", "Veyra Steel", "Lowmoor Mining", "Bank of Tarrow", "Caddis & Hale", "Össur Hav",
    "U.S. Ferries", "SB Energy", "Quillane", "Ruhl-Lacke AG", "Pacific Wire Works",
)  # fmt: skip
_DEEDS = (  # active, past, participle
    ("buy", "bought", "bought"), ("acquire", "acquired", "acquired"), ("take over", "took over", "taken over"),
    ("sue", "sued", "sued"), ("fund", "funded", "funded"), ("approve", "approved", "approved"),
    ("supply", "supplied", "supplied"), ("hire", "hired", "hired"), ("block", "blocked", "blocked"),
    ("outbid", "outbid", "outbid"), ("advise", "advised", "advised"),
)  # fmt: skip
_UNREAD = ("outbid", "advise")  # verbs that the check does not know
_BEFORE = ("", "On Tuesday ", "In a filing it was said that ", "After months of talks, ", "Reportedly ")
_BEHIND = (".", " in May.", ", a maker of pumps.", " for $2.1 billion in cash.", ", people close to the talks said.")
_FORMS = ("{a} will {verb} {b}", "{a} {past} {b}", "{b} was {participle} by {a}", "{b} will be {participle} by {a}")


@dataclass(frozen=True)
class Told:
    """quote: who did what to whom. exchanged: the quote with its names exchanged; retold: the same deed in another
    wording; swapped_in_other_words: that with its names exchanged. is_read: whether the check knows the verb.
    """

    quote: str
    exchanged: str
    retold: str
    swapped_in_other_words: str
    is_read: bool


def told(seed: int, count: int) -> list[Told]:
    """`count` of them, the same for a seed."""
    chance = random.Random(seed)
    return [_one(chance) for _ in range(count)]


def _one(chance: random.Random) -> Told:
    a, b = chance.sample(_NAMES, 2)
    verb, past, participle = chance.choice(_DEEDS)
    said, again = chance.choice(_FORMS), chance.choice(_FORMS)
    before, behind = chance.choice(_BEFORE), chance.choice(_BEHIND)

    def written(form: str, a: str, b: str, behind: str) -> str:
        return form.format(a=a, b=b, verb=verb, past=past, participle=participle) + behind

    return Told(
        before + written(said, a, b, behind),
        before + written(said, b, a, behind),
        written(again, a, b, "."),
        written(again, b, a, "."),
        verb not in _UNREAD,
    )
