"""Bringing the index to the corpus's present state: add, replace, remove. Twice is once."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.article import EVERYTHING, Article, Selection
from corpus.catalogue import Catalogue
from corpus.change import Change, Outcome
from corpus.errors import CorpusError, StorageFull
from corpus.precondition import ALWAYS, Precondition
from corpus.readers.reading import Read, Unreadable
from corpus.receipts import Receipts
from corpus.source import Delivery, DocumentState, Listed, Receipt, Source
from index.errors import ModelMismatch, SearchIndexError
from index.plan import RefreshPlan
from index.publishing import Prepared, Publisher, as_stored, failure_of
from index.report import RefreshReport
from index.work import Bounded, Unwatched, Work

_GROUP_PASSAGES = 256  # how many passages are embedded, stored and made live together


class Refresher:
    """Puts, removes and refreshes. Thread-safe: a put does not wait for the end of a refresh."""

    def __init__(self, catalogue: Catalogue, publisher: Publisher) -> None:
        self._catalogue = catalogue
        self._publisher = publisher
        self._receipts = Receipts(catalogue.database)

    def put(
        self,
        article: Article,
        source: str | None = None,
        within: Selection = EVERYTHING,
        supposed: Precondition = ALWAYS,
        *,
        work: Work | None = None,
    ) -> Outcome:
        """Add or replace one article; it is searchable when this returns. Raises CorpusError, SearchIndexError.

        Who puts an article decides: it replaces one of any source. Without a `source` it keeps the one it had.
        within: the collections whose articles may be changed, where no `work` says so; NotYours for one beyond.
        supposed: what is to be live before, or NotAsExpected is raised and nothing is done.
        """
        with self._catalogue.reading() as tx:
            live = self._catalogue.live_versions(tx, [article.id], within)
        version, location = live.get(article.id, (None, None))
        supposed.check(article.id, version)  # before the model has any work; again when it is made live
        prepared = self._publisher.prepare(as_stored(article), source or location)
        [outcome], _ = self._publisher.publish([prepared], work or Bounded(within), supposed)
        return outcome

    def remove(
        self, article_id: str, within: Selection = EVERYTHING, supposed: Precondition = ALWAYS
    ) -> Outcome | None:
        """Take an article out of every answer; None when there is no such article in the collections of `within`.

        supposed: what is to be live before, or NotAsExpected is raised and nothing is done.
        """
        return next(iter(self._publisher.retire([article_id], Bounded(within), supposed)), None)

    def refresh(self, source: Source, work: Work | None = None) -> RefreshReport:
        """Make the live articles of `source` what is there now.

        A failed article keeps its old version live and is reported; so are articles of a document that cannot be read.
        Raises UnreadableSource when the source cannot be listed, StorageFull, and whatever `work` stops with.
        """
        return _Refresh(self._catalogue, self._publisher, self._receipts, source, work or Unwatched()).run()


@dataclass
class _Refresh:
    """One run."""

    catalogue: Catalogue
    publisher: Publisher
    receipts: Receipts
    source: Source
    work: Work
    report: RefreshReport = field(default_factory=RefreshReport)
    found: int = 0

    def run(self) -> RefreshReport:
        started = time.perf_counter()
        self.publisher.sweep()
        known = self.receipts.of(self.source.root)
        with self.catalogue.reading() as tx:
            live = self.catalogue.live_versions(tx, within=self.work.within)
        listed = self._left_to_us(self.source.list(known), live)
        plan = RefreshPlan(live, self.source)
        current = {place: receipt for place, receipt in known.items() if plan.is_current(receipt)}
        wanted = self._skip(listed, current, plan)
        self.expect(len(wanted))
        read = _Documents(self, plan, known, live)
        for group in _groups(read.changed(self.source.read(wanted, current))):
            self._publish(group)
            self._remember(read)
        self._remember(read)
        self._remove(plan.gone(), known, listed)
        self.report.seconds = time.perf_counter() - started
        return self.report

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Of articles that nothing was done to."""
        if outcomes:
            with self.catalogue.writing() as tx:
                self.work.done(tx, outcomes)
            self.report.outcomes += outcomes

    def expect(self, more: int) -> None:
        self.found += more
        self.work.found(self.found)

    def _left_to_us(self, listed: Sequence[Listed], live: Container[str]) -> Sequence[Listed]:
        """A page that two feeds name belongs to the one that had it first, or its article would go to and fro.

        One that a feed beyond our reach has is like one that nobody has: if its article may not be ours, that is said.
        """
        if self.source.complete:
            return listed
        taken = self.receipts.taken(self.source.root, [each.location for each in listed])
        bounded = self.work.within.collections is not None
        theirs = {place for place, ids in taken.items() if not bounded or any(i in live for i in ids)}
        return [each for each in listed if each.location not in theirs]

    def _skip(self, listed: Sequence[Listed], current: Mapping[str, Receipt], plan: RefreshPlan) -> list[Listed]:
        """Those that must be read; the others are as they were, and are told so."""
        wanted: list[Listed] = []
        told: list[Outcome] = []
        for each in listed:
            receipt = current.get(each.location)
            if receipt is None or each.stamp is None or each.stamp != receipt.stamp:
                wanted.append(each)
                continue
            plan.keep(receipt)
            told += _as_before(receipt)
        self.expect(len(told))
        self.tell(told)
        return wanted

    def _publish(self, group: Sequence[Prepared]) -> None:
        try:
            outcomes, embedded = self.publisher.publish(group, self.work)
        except StorageFull:
            raise
        except (SearchIndexError, CorpusError, RuntimeError, ValueError, OSError) as error:
            if len(group) > 1:  # find out which article it was
                for prepared in group:
                    self._publish([prepared])
            else:
                self.tell([Outcome(group[0].article.id, Change.FAILED, failure_of(error))])
            return
        self.report.outcomes += outcomes
        self.report.embedded += embedded
        self.report.passages += sum(len(prepared.passages) for prepared in group)
        self.work.go_on()

    def _remember(self, read: _Documents) -> None:
        """Receipts of documents whose articles are live: a crash before this costs another reading, no more."""
        if read.receipts or read.forgotten:
            with self.catalogue.writing() as tx:
                self.receipts.drop(tx, self.source.root, read.forgotten)
                self.receipts.save(tx, self.source.root, read.receipts)
            read.receipts, read.forgotten = [], []

    def _remove(self, gone: Sequence[str], known: Mapping[str, Receipt], listed: Sequence[Listed]) -> None:
        self.report.outcomes += self.publisher.retire(gone, self.work) if gone else []
        if self.source.complete and (unlisted := known.keys() - {each.location for each in listed}):
            with self.catalogue.writing() as tx:
                self.receipts.drop(tx, self.source.root, sorted(unlisted))


@dataclass
class _Documents:
    """The documents of one run as they are read, and what is to be remembered of those that are done."""

    run: _Refresh
    plan: RefreshPlan
    known: Mapping[str, Receipt]
    live: Mapping[str, tuple[str, str | None]]
    receipts: list[Receipt] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    def changed(self, deliveries: Iterable[Delivery]) -> Iterator[Prepared]:
        """The articles that are not live as they were read."""
        for delivery in deliveries:
            self.run.work.go_on()
            receipt = self.known.get(delivery.location, Receipt(delivery.location))
            if delivery.state is DocumentState.UNCHANGED:
                self.plan.keep(receipt)
                self._seen(_as_before(receipt))
                self.receipts.append(Receipt(receipt.location, delivery.stamp, receipt.versions, receipt.failures))
                continue
            self.plan.read_again(receipt)
            yield from self._read(delivery)

    def _read(self, delivery: Delivery) -> Iterator[Prepared]:
        versions: dict[str, str] = {}
        failures: list[Unreadable] = []
        sound, count = True, 0
        for count, reading in enumerate(delivery.readings, start=1):
            if count > 1:
                self.run.expect(1)
            outcome = self.plan.refused(delivery.location, reading)
            if isinstance(reading, Unreadable):
                failures.append(reading)
            elif outcome is None:
                taken = self._taken(reading, delivery.location, versions)
                if isinstance(taken, Prepared):
                    yield taken
                    continue
                outcome = taken
            if outcome is not None:
                sound = sound and (isinstance(reading, Unreadable) or outcome.change is not Change.FAILED)
                self.run.tell([outcome])
        if count == 0:
            self.run.expect(-1)
        if sound and delivery.stamp is not None:
            self.receipts.append(Receipt(delivery.location, delivery.stamp, versions, tuple(failures)))
        else:
            self.forgotten.append(delivery.location)

    def _taken(self, reading: Read, location: str, versions: dict[str, str]) -> Prepared | Outcome:
        """The article prepared, or why it need not or cannot be. Its version goes into `versions`."""
        try:
            article = as_stored(reading.article)
            versions[article.id] = article.version
            if self.live.get(article.id) == (article.version, location):
                return Outcome(article.id, Change.UNCHANGED)
            return self.run.publisher.prepare(article, location, reading.raw)
        except ModelMismatch:
            raise
        except (CorpusError, SearchIndexError) as error:
            return Outcome(reading.article.id, Change.FAILED, str(error))

    def _seen(self, outcomes: Sequence[Outcome]) -> None:
        self.run.expect(len(outcomes) - 1)
        self.run.tell(outcomes)


def _as_before(receipt: Receipt) -> list[Outcome]:
    unchanged = [Outcome(article_id, Change.UNCHANGED) for article_id in receipt.versions]
    return unchanged + [Outcome(failure.name, Change.FAILED, failure.reason) for failure in receipt.failures]


def _groups(changes: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    group: list[Prepared] = []
    size = 0
    for prepared in changes:
        group.append(prepared)
        size += len(prepared.passages)
        if size >= _GROUP_PASSAGES:
            yield group
            group, size = [], 0
    if group:
        yield group
