"""Where every adapter is chosen and everything is put together."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread

from answer.errors import ChatModelFailed
from answer.extractive import ExtractiveAnswerer
from answer.llm.breaker import CircuitBreaker
from answer.ports import Answerer
from answer.timeline import Chronicler
from api.telemetry.observed import ObservedAnswerer, ObservedModel, ObservedSearcher
from api.telemetry.observing import Telemetry
from corpus.article import EVERYTHING, Selection
from corpus.catalogue import Catalogue
from corpus.database import Database
from corpus.errors import CorpusError
from corpus.jobs import Job, JobKind
from corpus.requests_log import RequestsLog
from corpus.stored import Erased
from dealdesk.arrivals import Arrivals
from dealdesk.durable import Durable
from dealdesk.embedding_model import embedder_of, load, model_task, splitter_of
from dealdesk.index_care import IndexCare
from dealdesk.language_model import language_model, writing_answerer
from dealdesk.maintenance import Maintenance
from dealdesk.owner import owned
from dealdesk.records.answers import SqlAnswers
from dealdesk.records.aside import Aside
from dealdesk.records.audit import SqlAudit
from dealdesk.records.conversations import SqlConversations
from dealdesk.records.keys import SqlKeys
from dealdesk.records.questions import SqlQuestions
from dealdesk.records.watches import SqlWatches
from dealdesk.settings import Settings
from dealdesk.warming import WarmingUp
from dealdesk.watch_keeping import WatchKeeping
from dealdesk.work import LedgerWork
from index.chroma import ChromaFolders, ChromaServer
from index.errors import SearchIndexError
from index.fts5 import Fts5Index
from index.health import IndexHealth, VectorState
from index.live_embedder import LiveEmbedder
from index.models import Models
from index.ports import VectorStores
from index.publishing import Publisher, check_model
from index.refresh import Refresher
from index.report import RefreshReport
from index.reranking import CrossEncoderReranker
from index.retriever import HybridRetriever
from index.vector_cache import VectorCache

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 15.0  # between two tries to rebuild a vector store


class Desk:
    """All parts over one data folder, as the command line and the server use them. Close it, or use `open_desk`."""

    def __init__(self, settings: Settings, telemetry: Telemetry | None = None) -> None:
        home = settings.home
        home.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.owner_token: str | None = None
        telemetry = self.telemetry = telemetry or Telemetry()
        self.warming = WarmingUp(self.warm_up)
        self.llm = language_model(settings)
        self.llm_breaker = CircuitBreaker(time.monotonic)
        url = settings.database_url
        self.catalogue = Catalogue(Database.at_url(url) if url else Database(home / "catalogue.sqlite3"))
        self.aside = Aside(self.catalogue.database)
        self.keys = SqlKeys(self.catalogue.database, self.aside)
        self.audit = SqlAudit(self.catalogue.database, self.aside, settings.audit_texts, settings.keep_audit_days)
        embedder = embedder_of(self.catalogue, settings)
        self.embedder = LiveEmbedder(self.catalogue, embedder)
        self.cache = VectorCache(self.catalogue, vector_stores(settings, self.catalogue))
        self._lexical = Fts5Index()
        self._writing = Lock()
        load_model, split = partial(load, settings=settings), partial(splitter_of, settings=settings)
        self.publisher = Publisher(self.catalogue, embedder, split(embedder), self._lexical, self.cache, self._writing)
        self.indexes = IndexCare(self.catalogue, self._lexical, self.cache, self.publisher, self._writing)
        self.rebuild, self.heal, self.verify = self.indexes.rebuild, self.indexes.heal, self.indexes.verify
        self.models = Models(
            self.catalogue, self.embedder, self.publisher, self.cache, self._writing, load_model, split
        )
        self.refresher = Refresher(self.catalogue, self.publisher)
        self.durable = Durable(home / "jobs.sqlite3")
        self.arrivals = Arrivals(settings, self.catalogue, self.publisher, self.refresher, self.durable)
        self.arrivals.tasks.teach({JobKind.MODEL: model_task(self.models)})
        reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        self.retriever = HybridRetriever(self.catalogue, self.embedder, self._lexical, self.cache, reranker)
        searcher = ObservedSearcher(self.retriever, telemetry.tracer)
        self.answerer: Answerer = ExtractiveAnswerer(
            searcher, self.retriever, self.retriever, self.catalogue, self.index_version
        )
        keep_days, callbacks = settings.keep_answers_days, self.arrivals.callbacks
        self.answers = SqlAnswers(self.catalogue, keep_days)
        self.conversations = SqlConversations(self.catalogue.database, keep_days)
        self.watches = SqlWatches(self.catalogue.database, keep_days)
        # All watches are asked again whenever the articles change: without an LLM, which counts what it is asked.
        self.watch_keeping = WatchKeeping(
            self.watches,
            self.answers,
            ObservedAnswerer(self.answerer, telemetry, "watch"),
            self.catalogue,
            self.index_version,
            self.durable,
            callbacks,
        )
        if self.llm:
            model, breaker = ObservedModel(self.llm, telemetry), self.llm_breaker
            self.answerer = writing_answerer(
                settings, model, self.answerer, searcher, self.catalogue, self.catalogue, breaker
            )
        self.chronicler = Chronicler(self.retriever, self.retriever, self.catalogue)
        self.arrivals.tasks.teach({JobKind.MAINTENANCE: self._maintain})
        self.maintenance = Maintenance(
            self.catalogue,
            self._lexical,
            self.cache,
            self.publisher,
            self._writing,
            settings.keep_versions_days,
            [
                self.arrivals.jobs.forget_old,
                RequestsLog(self.catalogue.database).forget_before,
                self.answers.forget_old,
                self.conversations.forget_empty,
                self.watches.forget_stopped,
                self.audit.forget_old,
                SqlQuestions(self.catalogue.database, keep_days).forget_old,
                self.durable.forget_over,
            ],
            erase=[self.answers.erase],
        )

    def index_version(self, selection: Selection = EVERYTHING) -> str:
        """Equal exactly when the same articles of the selection's collections are live under the same model."""
        with self.catalogue.reading():
            return f"{self.catalogue.fingerprint(selection)}-{self.embedder.fingerprint.weights_sha256[:8]}"

    def warm_up(self) -> None:
        """Load what the first question needs, so that it does not wait for it."""
        self.embedder.warm_up()
        if self.llm:
            with suppress(ChatModelFailed):  # it is said when a question meets it
                self.llm.warm_up()

    def health(self) -> IndexHealth:
        """How the index is. Raises ModelMismatch when it cannot be searched at all."""
        with self.catalogue.reading():
            check_model(self.catalogue, self.embedder)
            articles, passages = self.catalogue.count_live()
            return IndexHealth(self.cache.state, articles, passages, self.index_version())

    def purge(self, article_ids: Sequence[str] = (), within: Selection = EVERYTHING) -> Erased:
        """Remove articles of the collections of `within` and erase them, with all that is to be erased anyway, from
        every file. Raises CorpusError.
        """
        return self.maintenance.purge(article_ids, within)

    def maintain(self) -> None:
        """What is due once a day."""
        self.maintenance.run()
        self.indexes.check_and_mend()

    def ask_for_maintenance(self) -> None:
        """As a job."""
        self.arrivals.jobs.ask(JobKind.MAINTENANCE, "the data folder", {})

    def _maintain(self, job: Job, work: LedgerWork) -> RefreshReport:
        work.begin()
        self.maintain()
        return RefreshReport()

    def close(self) -> None:
        if self.llm:
            self.llm.close()
        self.arrivals.close()
        self.aside.close()
        self.cache.close()
        self.catalogue.database.close()


@contextmanager
def open_desk(
    settings: Settings,
    command: str,
    *,
    url: str | None = None,
    wait_for_heal: bool = True,
    telemetry: Telemetry | None = None,
) -> Iterator[Desk]:
    """Own the data folder and open everything over it; on leaving, stop cleanly.

    A broken vector store is rebuilt first or, without `wait_for_heal`, beside the work, which is lexical meanwhile.
    """
    with owned(settings.home, command, url) as owner:
        desk = Desk(settings, telemetry)
        desk.owner_token = owner.token
        try:
            if desk.cache.open():
                desk.publisher.sweep()
            elif wait_for_heal:
                _try_to_heal(desk)
            with _healing(desk):
                yield desk
        finally:
            desk.close()


@contextmanager
def open_beside(settings: Settings) -> Iterator[Desk]:
    """Read what another process owns: words only, for a vector store has one owner."""
    desk = Desk(settings)
    try:
        yield desk
    finally:
        if desk.llm:
            desk.llm.close()
        desk.arrivals.close()
        desk.aside.close()
        desk.catalogue.database.close()


@contextmanager
def _healing(desk: Desk) -> Iterator[None]:
    """While the block runs, a vector store found broken is rebuilt beside the work."""
    stopped = Event()

    def watch() -> None:
        while not stopped.is_set():
            desk.cache.broken.wait(_RETRY_SECONDS)
            if not stopped.is_set() and desk.cache.state is VectorState.BROKEN:
                _try_to_heal(desk)

    watcher = Thread(target=watch, name="healing", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopped.set()
        desk.cache.broken.set()
        watcher.join()


def _try_to_heal(desk: Desk) -> None:
    try:
        desk.heal()
    except (SearchIndexError, CorpusError) as error:
        logger.error("the vector store cannot be rebuilt, words alone answer: %s", error)
    finally:
        desk.cache.broken.clear()


def vector_stores(settings: Settings, catalogue: Catalogue) -> VectorStores:
    """Where vectors are to be searched."""
    if settings.chroma_url:
        return ChromaServer(settings.chroma_url, catalogue.identity())
    return ChromaFolders(Path(settings.home) / "vectors")
