"""Many articles that somebody pushes: each replaces what there is under its id, whatever that came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.article import Article
from corpus.catalogue import Catalogue
from corpus.change import Change, Outcome
from corpus.errors import CorpusError, StorageFull
from corpus.readers.reading import Reading, Unreadable
from index.errors import ModelMismatch, SearchIndexError
from index.publishing import Prepared, Publisher, as_stored, failure_of
from index.report import RefreshReport
from index.work import Work

_GROUP_ARTICLES = 100
_GROUP_PASSAGES = 256


def push(catalogue: Catalogue, publisher: Publisher, readings: Iterable[Reading], work: Work) -> RefreshReport:
    """Make `readings` live, group by group, the later of two with one id after the earlier.

    Raises StorageFull, ModelMismatch, and whatever `work` stops with; pushing them again goes on where it was.
    """
    pushing = _Pushing(catalogue, publisher, work)
    for group in _groups(pushing.prepared(readings)):
        pushing.publish(group)
        work.go_on()
    return pushing.report


class _Pushing:
    def __init__(self, catalogue: Catalogue, publisher: Publisher, work: Work) -> None:
        self._catalogue = catalogue
        self._publisher = publisher
        self._work = work
        self.report = RefreshReport()

    def prepared(self, readings: Iterable[Reading]) -> Iterator[Prepared]:
        for count, reading in enumerate(readings, start=1):
            self._work.found(count)
            if isinstance(reading, Unreadable):
                self._tell(Outcome(reading.name, Change.FAILED, reading.reason))
                continue
            try:
                yield self._prepare(reading.article, reading.raw)
            except (ModelMismatch, StorageFull):
                raise
            except (CorpusError, SearchIndexError) as error:
                self._tell(Outcome(reading.article.id, Change.FAILED, str(error)))

    def publish(self, group: Sequence[Prepared]) -> None:
        try:
            outcomes, embedded = self._publisher.publish(group, self._work)
        except StorageFull:
            raise
        except (SearchIndexError, CorpusError, RuntimeError, ValueError, OSError) as error:
            if len(group) == 1:
                self._tell(Outcome(group[0].article.id, Change.FAILED, failure_of(error)))
                return
            for prepared in group:  # find out which article it was
                self.publish([prepared])
            return
        self.report.outcomes += outcomes
        self.report.embedded += embedded
        self.report.passages += sum(len(prepared.passages) for prepared in group)

    def _prepare(self, article: Article, raw: str | None) -> Prepared:
        with self._catalogue.reading() as tx:
            live = self._catalogue.live_versions(tx, [article.id])
        return self._publisher.prepare(as_stored(article), live.get(article.id, (None, None))[1], raw)

    def _tell(self, outcome: Outcome) -> None:
        with self._catalogue.writing() as tx:
            self._work.done(tx, [outcome])
        self.report.outcomes.append(outcome)


def _groups(changes: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """No id stands twice in one group."""
    group: list[Prepared] = []
    ids: set[str] = set()
    for prepared in changes:
        if prepared.article.id in ids:
            yield group
            group, ids = [], set()
        group.append(prepared)
        ids.add(prepared.article.id)
        if len(group) >= _GROUP_ARTICLES or sum(len(each.passages) for each in group) >= _GROUP_PASSAGES:
            yield group
            group, ids = [], set()
    if group:
        yield group
