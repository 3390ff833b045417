"""Opening the catalogue's database: SQLite in WAL mode, migrated to the present schema."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock, local

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from corpus import schema
from corpus.errors import CatalogueUnusable, StorageFull
from corpus.lent import Lent

Transaction = sa.Connection
"""What one atomic change, or one consistent reading, is made through."""

_BUSY_TIMEOUT_SECONDS = 30
# The file itself, the shared memory beside it, and the log before it can each be what no longer grows.
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP}


class _View(local):
    """The reading that a thread is in."""

    tx: Transaction | None = None


class Database:
    """One SQLite file. Readers see the state at the start of their transaction; writers take turns.

    Whatever the database refuses is raised as CatalogueUnusable.
    """

    def __init__(self, path: Path) -> None:
        """Raises CatalogueUnusable."""
        # Not as text: in a URL, signs such as ? and % in a folder's name would mean something else.
        url = sa.URL.create("sqlite", database=str(path))
        # As many connections as there are threads: a reader never waits for another one to end.
        self._engine = sa.create_engine(
            url,
            poolclass=sa.QueuePool,
            max_overflow=-1,
            connect_args={"timeout": _BUSY_TIMEOUT_SECONDS},
            hide_parameters=True,  # no error of its own may carry what people asked or articles say
        )
        sa.event.listen(self._engine, "connect", _on_connect)
        sa.event.listen(self._engine, "begin", _on_begin)
        self._view = _View()
        # Who waits for another process, SQLite lets sleep and look again; threads of this one need not.
        self._turn = Lock()
        self._writes = False
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @classmethod
    def at_url(cls, url: str) -> Database:
        """url: sqlite:///path. Raises CatalogueUnusable."""
        return cls(file_of(url))

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One consistent view. A reading inside a reading of the same thread sees the same."""
        if self._view.tx is not None:
            yield self._view.tx
            return
        with self._failures(), self._engine.connect() as connection, connection.begin():
            self._view.tx = connection
            try:
                yield connection
            finally:
                self._view.tx = None

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One atomic change: kept, safe from a crash, when the block ends without an exception."""
        with (
            self._failures(),
            self._turn,
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
            self._is_writing(),
        ):
            yield connection

    def lent(self) -> Lent:
        """The database for a library that brings its own tables and SQL."""
        return Lent(self._engine, self._engine.execution_options(writes=True), self._failures)

    def compact(self) -> bool:
        """Give back the room of what was deleted, so that nothing of it stays in the file or in the log beside it.

        Readers go on, writers wait. It takes as much room on the disk as the file itself. Returns whether the log is
        empty too: False where somebody still reads from it. Raises StorageFull and CatalogueUnusable.
        """
        with self._failures(), self._turn, self._is_writing(), closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def is_locked_elsewhere(self, patience_seconds: float = 1.0) -> bool:
        """Whether another process keeps writers out, and for longer than that. Raises CatalogueUnusable."""
        if self._writes:
            return False
        with self._failures(), closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                cursor.execute(f"PRAGMA busy_timeout = {patience_seconds * 1000:.0f}")
                cursor.execute("BEGIN IMMEDIATE")
                cursor.execute("ROLLBACK")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                return not self._writes
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_SECONDS * 1000}")
        return False

    def free_share(self) -> float:
        """How much of the file, from 0 to 1, is room that was given back."""
        with self.reading() as tx:
            free, pages = tx.scalar(sa.text("PRAGMA freelist_count")), tx.scalar(sa.text("PRAGMA page_count"))
        return (free or 0) / (pages or 1)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _is_writing(self) -> Iterator[None]:
        """Around what has the turn, and the file's lock."""
        self._writes = True
        try:
            yield
        finally:
            self._writes = False

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:  # the first's message would carry the statement, and document text
            cause = error.orig if isinstance(error, DBAPIError) else error
            if getattr(cause, "sqlite_errorcode", None) in _FULL:
                raise StorageFull(
                    f"the disk has no room for a change to {self._engine.url.database}: make room, nothing is lost and "
                    "reading goes on"
                ) from error
            raise CatalogueUnusable(
                f"the catalogue at {self._engine.url} cannot be used ({cause}): check that its folder exists, "
                "can be written to, has room, and that the file is a dealdesk catalogue"
            ) from error

    def _migrate(self) -> None:
        with self.reading() as tx:
            tables = set(tx.dialect.get_table_names(tx))
            if tables and not {"alembic_version", schema.articles.name, schema.versions.name} <= tables:
                raise CatalogueUnusable("the database holds tables of another program: name an empty one")
            revision = tx.scalar(sa.text("SELECT version_num FROM alembic_version")) if tables else None
        if revision == schema.REVISION:
            return
        if revision is not None and revision > schema.REVISION:
            raise CatalogueUnusable(
                f"a newer dealdesk wrote the catalogue (schema {revision}): upgrade dealdesk to open it"
            )
        from alembic import command  # only a new or old database pays for the import
        from alembic.config import Config

        config = Config(attributes={})
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        with self.writing() as tx:
            config.attributes["connection"] = tx
            command.upgrade(config, "head")


def file_of(url: str) -> Path:
    """The file that a database's URL names. Raises CatalogueUnusable."""
    kind, slashes, path = url.partition(":///")
    if kind != "sqlite" or not slashes or not path:
        raise CatalogueUnusable(
            f"DEALDESK_DATABASE_URL names {url.partition(':')[0]}: this version keeps its catalogue in sqlite:///PATH"
        )
    return Path(path)


def _on_connect(connection: sa.PoolProxiedConnection, _: object) -> None:
    # The driver's own transaction handling is off: it begins too late for consistent readings (see _on_begin).
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _switch_to_wal(cursor: sa.engine.interfaces.DBAPICursor) -> None:
    # The busy timeout does not cover this switch, which only a new file needs: several that open it take turns here.
    deadline = time.monotonic() + _BUSY_TIMEOUT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _on_begin(connection: sa.Connection) -> None:
    # A writer takes its turn at once; one that began as a reader could not be let through later.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
