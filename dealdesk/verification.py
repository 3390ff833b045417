"""How the last check of the indexes ended, kept with the articles: no restart forgets that something is wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.catalogue import Catalogue
from index.verify import Verification

_LAST = "verification"


@dataclass(frozen=True)
class Verified:
    """at: UTC. problems: how many passages or indexes were not as they should be."""

    at: datetime
    problems: int


class Verifications:
    """Thread-safe. Raises CatalogueUnusable."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def remember(self, verification: Verification) -> None:
        """What was found just now."""
        self._note({"at": datetime.now(UTC).isoformat(), "problems": len(verification.problems)})

    def forget(self) -> None:
        """The indexes were built anew: what was found before says nothing of them."""
        self._note({})

    def last(self) -> Verified | None:
        """What was found last; None where nothing was looked at yet."""
        kept = json.loads(self._catalogue.state(_LAST) or "{}")
        return Verified(datetime.fromisoformat(kept["at"]), kept["problems"]) if kept else None

    def _note(self, kept: dict[str, object]) -> None:
        with self._catalogue.writing() as tx:
            self._catalogue.set_state(tx, _LAST, json.dumps(kept))
