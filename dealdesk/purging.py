"""Erasing articles, through the running server where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from api.schema.purges import ErasedBody, erased_body
from dealdesk.assembly import open_desk
from dealdesk.owner import owner_of
from dealdesk.remote import server_of
from dealdesk.settings import Settings


def purge(settings: Settings, article_ids: Sequence[str]) -> ErasedBody:
    """Remove these articles, and erase them with all that was removed or has expired before.

    Raises ServerFailed, HomeInUse beside another command, and CorpusError.
    """
    owner = owner_of(settings.home)
    if owner and owner.url:
        with server_of(owner, settings) as server:
            return server.purge(articles=list(article_ids))
    with open_desk(settings, "purge") as desk:
        return erased_body(desk.purge(article_ids))
