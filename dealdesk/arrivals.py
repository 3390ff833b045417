"""Everything by which articles arrive, put together over one data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from corpus.catalogue import Catalogue
from corpus.fetching.fetch import Fetcher
from corpus.fetching.polite import PoliteFetcher
from corpus.jobs import Job
from corpus.ledger import Ledger
from corpus.readers.pool import ReadingPool
from corpus.registry import Registry
from dealdesk.callbacks import Callbacks
from dealdesk.durable import Durable
from dealdesk.errors import BadSetting
from dealdesk.inbox import Inbox
from dealdesk.jobs import Jobs
from dealdesk.keeping_current import KeepingCurrent
from dealdesk.runner import Runner
from dealdesk.settings import Settings, secret
from dealdesk.sources import Sources
from dealdesk.tasks import Tasks
from index.publishing import Publisher
from index.refresh import Refresher


class Arrivals:
    """Sources and jobs. Jobs run within `running`. To be closed."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        publisher: Publisher,
        refresher: Refresher,
        durable: Durable,
    ) -> None:
        self.registry = Registry(catalogue.database)
        self.reading = ReadingPool(settings.readers)
        try:
            fetcher = Fetcher(settings.allowed_places())
        except ValueError as error:
            raise BadSetting(f"DEALDESK_FETCH_ALLOW: {error}") from error
        self.sources = Sources(
            self.registry,
            catalogue,
            publisher,
            PoliteFetcher(fetcher),
            self.reading,
            settings.feed_seconds,
            settings.home,
        )
        ledger, inbox = Ledger(catalogue.database), Inbox(settings.home / "inbox")
        self.tasks = Tasks(catalogue, publisher, refresher, self.registry, self.sources, inbox, self.reading)
        self.callbacks = callbacks = Callbacks(fetcher, secret(settings.callback_secret))
        runner = Runner(durable, ledger, inbox, self.tasks, callbacks)
        self.jobs = Jobs(ledger, self.registry, inbox, callbacks, runner)

    @contextmanager
    def running(self) -> Iterator[list[Job]]:
        """Jobs run while the block does. Gives those that an earlier process left, which go on."""
        left = self.jobs.runner.launch()
        try:
            yield left
        finally:
            self.jobs.runner.stop()

    @contextmanager
    def keeping_current(self, nightly: Callable[[], object] | None = None) -> Iterator[None]:
        """Jobs run while the block does, sources are refreshed when they are due, and folders are watched."""
        with self.running():
            keeping = KeepingCurrent(self.registry, self.jobs, nightly)
            keeping.start()
            try:
                yield
            finally:
                keeping.stop()

    def close(self) -> None:
        self.reading.close()
