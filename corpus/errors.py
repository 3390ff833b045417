"""What can go wrong with the corpus.

CorpusError
├── UnreadableSource     a file or line that gives no article, with the reason
│   ├── FetchRefused     an address that is not fetched: not a public one, or its site asks not to
│   └── FetchFailed      an address that did not give what was asked for
├── InvalidSource        a source cannot be registered as it is
│   └── NoSuchSource     there is nothing at its place, or no source of this id
├── InvalidArticle       an article that breaks a rule (empty text, bad id, ...)
├── NotYours             a change beyond the collections of whoever asks for it
│   └── LocationTaken    a location that is kept current beyond them
├── NotAsExpected        a change to an article that is not, or no longer, as the change supposes
└── CatalogueUnusable    the database cannot be opened as it is
    └── StorageFull      the disk has no room for a change; reading goes on
"""


class CorpusError(Exception):
    """Any trouble with articles, sources or the catalogue; the message names the remedy."""


class UnreadableSource(CorpusError):
    """A file, or a line of one, gives no article."""


class InvalidSource(CorpusError):
    """A source cannot be registered as it is; the message says what is accepted."""


class NoSuchSource(InvalidSource):
    """There is nothing at the place that is named, or nothing is registered under the id; the message says which."""


class FetchRefused(UnreadableSource):
    """An address is not fetched: it is no http or https address, leads to no public place, or robots.txt says so."""


class FetchFailed(UnreadableSource):
    """An address gave nothing. status: what its server answered; None when it did not, or not in time or bounds.

    retry_after_seconds: how long the server asks to be left alone; None where it does not say.
    """

    def __init__(self, message: str, status: int | None = None, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class InvalidArticle(CorpusError):
    """An article breaks a rule; the message says which field and what is accepted."""


class NotYours(CorpusError):
    """Whoever asks may not change what stands under this id, or in this collection, or at this location.

    It says no more than is said of what never was.
    """


class NotAsExpected(CorpusError):
    """Another version is live than whoever asks for a change supposes, or none is, or one is."""


class LocationTaken(NotYours):
    """A location is kept current for collections beyond those of whoever asks; whose they are is not said."""


class CatalogueUnusable(CorpusError):
    """The catalogue's database is missing, foreign, newer than this program, or of an unsupported kind."""


class StorageFull(CatalogueUnusable):
    """The disk has no room for a change. What is there can be read, and the change be made when there is room."""
