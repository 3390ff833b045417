"""The catalogue and what stands in it. It is only read: one of an older version is not brought up to this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from urllib.parse import quote

from corpus import history, schema
from corpus.catalogue import Catalogue, utc_now
from corpus.database import Database
from corpus.errors import CatalogueUnusable, CorpusError
from dealdesk.assembly import vector_stores
from dealdesk.backup import catalogue_file
from dealdesk.doctor.finding import Finding, fail, ok, told, warn
from dealdesk.doctor.setup import Setup
from dealdesk.embedding_model import embedder_of
from dealdesk.errors import HomeInUse
from dealdesk.owner import owned
from dealdesk.records.aside import Aside
from dealdesk.records.keys import SqlKeys
from dealdesk.verification import Verifications
from index.errors import SearchIndexError
from index.vector_cache import VectorCache

_RESTORE = "stop what uses it and restore a backup (`dealdesk restore`), or refresh into a new DEALDESK_HOME"
_SET_BACK = timedelta(minutes=5)


def catalogue(setup: Setup) -> Iterator[Finding]:
    try:
        catalogue_file(setup.settings)
    except CatalogueUnusable as error:
        yield told("catalogue", error)
        return
    if not setup.catalogue.exists():
        yield ok("catalogue", "there is none yet: the first article makes it")
        return
    try:
        revision, trouble = _looked_into(setup)
    except sqlite3.Error as error:
        yield fail("catalogue", f"{setup.catalogue} cannot be read ({error})", _RESTORE)
        return
    if trouble:
        yield fail("catalogue", f"{setup.catalogue} is damaged: {trouble}", _RESTORE)
    elif revision > schema.REVISION:
        yield fail("catalogue", f"a newer dealdesk wrote it (schema {revision})", "upgrade dealdesk to open it")
    elif revision < schema.REVISION:
        yield ok("catalogue", f"is whole, of schema {revision}: the next start brings it to {schema.REVISION}")
    else:
        yield ok("catalogue", f"is whole, of schema {revision}")
        with closing(Database(setup.catalogue)) as database:
            yield from _inside(setup, Catalogue(database))


def _looked_into(setup: Setup) -> tuple[str, str | None]:
    """The revision of its schema, and what is damaged in the file. Raises sqlite3.Error."""
    url = f"file:{quote(str(setup.catalogue.resolve()))}?mode=ro"
    with closing(sqlite3.connect(url, uri=True, timeout=2.0)) as read:
        [revision] = read.execute("SELECT version_num FROM alembic_version").fetchone() or [""]
        [trouble] = read.execute("PRAGMA quick_check(1)").fetchone()
    return str(revision), None if trouble == "ok" else str(trouble)


def _inside(setup: Setup, catalogue: Catalogue) -> Iterator[Finding]:
    for look in (_locked, _clock, _verified, _keys, _model, _vectors):
        try:
            yield from look(setup, catalogue)
        except (CorpusError, SearchIndexError) as error:
            yield told("catalogue", error)


def _locked(setup: Setup, catalogue: Catalogue) -> Iterator[Finding]:
    if catalogue.database.is_locked_elsewhere():
        yield fail("writing", "another process keeps the catalogue locked", "wait until it is done, or stop it")


def _clock(setup: Setup, catalogue: Catalogue) -> Iterator[Finding]:
    with catalogue.reading() as tx:
        last = history.last_change(tx)
    now = utc_now()
    if last and last - now > _SET_BACK:
        found = f"it is {now:%Y-%m-%d %H:%M} UTC here, and an article was stored at {last:%Y-%m-%d %H:%M}"
        yield fail("clock", found, "set the clock of this machine: what is known when depends on it")
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _verified(setup: Setup, catalogue: Catalogue) -> Iterator[Finding]:
    last = Verifications(catalogue).last()
    articles, passages = catalogue.count_live()
    held = f"{articles:,} articles, {passages:,} passages"
    if last and last.problems:
        found = f"{held}; the check of {last.at:%Y-%m-%d %H:%M} UTC found {last.problems:,} problems"
        yield fail("index", found, "stop the server and run `dealdesk rebuild`")
    else:
        yield ok("index", f"{held}; " + (f"well at {last.at:%Y-%m-%d %H:%M} UTC" if last else "not verified yet"))


def _keys(setup: Setup, catalogue: Catalogue) -> Iterator[Finding]:
    aside = Aside(catalogue.database)
    keys = SqlKeys(catalogue.database, aside)
    ways = [
        *(["API keys"] if keys.any_in_force() else []),
        *(["DEALDESK_API_KEY"] if setup.settings.api_key else []),
        *(["an identity provider"] if setup.settings.oidc_issuer else []),
    ]
    aside.close()
    if ways:
        yield ok("who may ask", f"callers with {' or '.join(ways)}")
    elif keys.any_made():
        yield warn("who may ask", "no key is in force any more: nobody can ask", "`dealdesk keys create` makes one")
    else:
        yield ok("who may ask", "this machine alone, without a key: `dealdesk keys create` makes one")


def _model(setup: Setup, catalogue: Catalogue) -> Iterator[Finding]:
    """Whether what the vectors are of is there, and the same."""
    embedder = embedder_of(catalogue, setup.settings)
    yield ok("model of the index", embedder.fingerprint.name)


def _vectors(setup: Setup, catalogue: Catalogue) -> Iterator[Finding]:
    """A store in a folder has one owner: it is opened where nobody else has it."""
    if setup.settings.chroma_url or setup.owner:
        return
    try:
        with owned(setup.home, "doctor"):
            cache = VectorCache(catalogue, vector_stores(setup.settings, catalogue))
            usable = cache.open()
            cache.close()
    except HomeInUse as error:
        yield warn("vector store", str(error), "look again when that is done")
        return
    if usable:
        yield ok("vector store", "opens, and what was looked up in it is there")
    else:
        yield warn("vector store", "is not as the catalogue has it", "nothing to do: the next start rebuilds it")
