"""What a feed's receipts remember of each entry's page."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from corpus.feed_entries import Entry
from corpus.pages import Validators
from corpus.source import Receipt

_CHECKED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """An entry and its page. publisher: the feed's name. since: when the page was first read, ISO, UTC.

    listed: whether the feed named it the last time. from_feed: whether it was read from the feed itself, the page being
    out of reach.
    """

    entry: Entry
    publisher: str = ""
    since: str = ""
    listed: bool = True
    from_feed: bool = False
    page: Validators = field(default_factory=Validators)

    def stamp(self) -> str:
        """For the receipt: all but the content."""
        kept = dataclasses.replace(self, entry=dataclasses.replace(self.entry, content=""))
        return json.dumps(asdict(kept), default=date.isoformat)

    def is_fresh(self, now: datetime) -> bool:
        """Whether the page was asked for within the last hour. Once the feed no longer names it, it is asked for after
        as long again as it was known: ever more seldom.
        """
        if not self.page.checked:
            return False
        checked = datetime.fromisoformat(self.page.checked)
        known = timedelta() if self.listed else checked - datetime.fromisoformat(self.since)
        return now - checked < max(_CHECKED_EVERY, known)


def told_by(receipt: Receipt | None) -> Told | None:
    """What `receipt` remembers; None where that is nothing, or was written by another version of this program."""
    if receipt is None or not receipt.stamp:
        return None
    try:
        fields = json.loads(receipt.stamp)
        entry = Entry.from_fields(fields["entry"])
        return Told(**{**fields, "entry": entry, "page": Validators(**fields["page"])})
    except (ValueError, KeyError, TypeError):
        return None
