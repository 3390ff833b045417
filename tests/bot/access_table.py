"""Who sees which collections where, written out. Everything in the table is said here, and nothing is worked out.

Three collections hold articles. `public` is everybody's; DEALS is bound to every channel and group conversation, beside
`public`; BOARD is granted to every single person, also to those who may not use it. TOGETHER was bound knowing that
another company reads it; SHARED was bound before it became shared. A cell names what is seen by its first letters:
P for public, D for DEALS, B for BOARD; "-" is nothing at all, "!" a look-up that failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.asked import How, Place
from bot.permission.access import Strangers
from corpus.article import PUBLIC
from tests.bot.slack.people import Channel, Person

DEALS = "deals"
BOARD = "board"
MEMBER, GUEST, EXTERNAL, DEACTIVATED = "UMEMBER", "UGUEST", "UEXTERNAL", "UDEACTIVATED"
UNKNOWN, BOT, FAILING = "UUNKNOWN", "UBOTTOM", "UFAILING"
EVERYBODY = (MEMBER, GUEST, EXTERNAL, DEACTIVATED, UNKNOWN, BOT, FAILING)
PEOPLE = (
    Person.member(MEMBER),
    Person.guest(GUEST),
    Person.external(EXTERNAL),
    Person.deactivated(DEACTIVATED),
    Person.bot(BOT),
    Person.member(FAILING),
)
"""As Slack knows them. UNKNOWN is none of them; looking FAILING up is to fail."""

OPEN, CLOSED, GROUP, SHARED, TOGETHER = "COPEN", "CCLOSED", "GGROUP", "CSHARED", "CTOGETHER"
CHANNELS = (
    Channel.public(OPEN),
    Channel.private(CLOSED),
    Channel.group(GROUP),
    Channel.shared(SHARED),
    Channel.shared(TOGETHER),
)
DIRECT = "D"
"""Everybody has a direct conversation of their own: this and their id."""

PLACES = {
    DIRECT: Place.DIRECT,
    OPEN: Place.CHANNEL,
    CLOSED: Place.PRIVATE,
    GROUP: Place.GROUP,
    SHARED: Place.CHANNEL,
    TOGETHER: Place.CHANNEL,
}
WITH_ANOTHER_COMPANY = (SHARED, TOGETHER)

_HOWS = {"mention": How.MENTION, "slash": How.COMMAND, "follow-up": How.FOLLOW_UP}
_SEEN = {"P": PUBLIC, "D": DEALS, "B": BOARD}

STRANGERS_GET_PUBLIC = """
    who          how        direct  open  closed  group  shared  together
    UMEMBER      mention    PB      PD    PD      PD     P       PD
    UMEMBER      slash      PB      PB    PB      PB     PB      PB
    UMEMBER      follow-up  PB      PD    PD      PD     P       PD
    UGUEST       mention    P       P     P       P      P       P
    UGUEST       slash      P       P     P       P      P       P
    UGUEST       follow-up  P       P     P       P      P       P
    UEXTERNAL    mention    P       P     P       P      P       P
    UEXTERNAL    slash      P       P     P       P      P       P
    UEXTERNAL    follow-up  P       P     P       P      P       P
    UDEACTIVATED mention    P       P     P       P      P       P
    UDEACTIVATED slash      P       P     P       P      P       P
    UDEACTIVATED follow-up  P       P     P       P      P       P
    UUNKNOWN     mention    P       P     P       P      P       P
    UUNKNOWN     slash      P       P     P       P      P       P
    UUNKNOWN     follow-up  P       P     P       P      P       P
    UBOTTOM      mention    -       -     -       -      -       -
    UBOTTOM      slash      -       -     -       -      -       -
    UBOTTOM      follow-up  -       -     -       -      -       -
    UFAILING     mention    !       !     !       !      !       !
    UFAILING     slash      !       !     !       !      !       !
    UFAILING     follow-up  !       !     !       !      !       !
"""

STRANGERS_GET_NOTHING = """
    who          how        direct  open  closed  group  shared  together
    UMEMBER      mention    PB      PD    PD      PD     P       PD
    UMEMBER      slash      PB      PB    PB      PB     PB      PB
    UMEMBER      follow-up  PB      PD    PD      PD     P       PD
    UGUEST       mention    -       -     -       -      -       -
    UGUEST       slash      -       -     -       -      -       -
    UGUEST       follow-up  -       -     -       -      -       -
    UEXTERNAL    mention    -       -     -       -      -       -
    UEXTERNAL    slash      -       -     -       -      -       -
    UEXTERNAL    follow-up  -       -     -       -      -       -
    UDEACTIVATED mention    -       -     -       -      -       -
    UDEACTIVATED slash      -       -     -       -      -       -
    UDEACTIVATED follow-up  -       -     -       -      -       -
    UUNKNOWN     mention    -       -     -       -      -       -
    UUNKNOWN     slash      -       -     -       -      -       -
    UUNKNOWN     follow-up  -       -     -       -      -       -
    UBOTTOM      mention    -       -     -       -      -       -
    UBOTTOM      slash      -       -     -       -      -       -
    UBOTTOM      follow-up  -       -     -       -      -       -
    UFAILING     mention    !       !     !       !      !       !
    UFAILING     slash      !       !     !       !      !       !
    UFAILING     follow-up  !       !     !       !      !       !
"""

_TABLES: Mapping[Strangers, str] = {
    Strangers.PUBLIC: STRANGERS_GET_PUBLIC,
    Strangers.NOTHING: STRANGERS_GET_NOTHING,
}


@dataclass(frozen=True)
class Cell:
    """sees: the collections, none where nothing is shown; fails: then nothing is shown because a look-up failed."""

    strangers: Strangers
    user: str
    how: How
    channel: str
    place: Place
    shared: bool
    sees: frozenset[str]
    fails: bool

    def __str__(self) -> str:
        return f"{self.user}-{self.how}-{self.channel}-strangers_get_{self.strangers}"


def cells(strangers: Strangers = Strangers.PUBLIC) -> list[Cell]:
    """All 126, as they are written."""
    _, *rows = (line.split() for line in _TABLES[strangers].strip().splitlines())
    return [
        Cell(
            strangers=strangers,
            user=user,
            how=_HOWS[how],
            channel=DIRECT + user if place == DIRECT else place,
            place=PLACES[place],
            shared=place in WITH_ANOTHER_COMPANY,
            sees=frozenset(_SEEN[letter] for letter in written if letter in _SEEN),
            fails=written == "!",
        )
        for user, how, *seen in rows
        for place, written in zip(PLACES, seen, strict=True)
    ]
