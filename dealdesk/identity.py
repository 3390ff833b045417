"""How this installation knows who asks: its keys, its settings and, where one is named, its identity provider."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from corpus.database import Database
from dealdesk.backup import catalogue_file
from dealdesk.callers import KnownCallers
from dealdesk.records.aside import Aside
from dealdesk.records.keys import SqlKeys
from dealdesk.settings import Settings, secret

if TYPE_CHECKING:
    from dealdesk.oidc import Tokens


def known_callers(settings: Settings, keys: SqlKeys, owner_token: str | None, is_local: bool) -> KnownCallers:
    """owner_token: of the data folder. is_local: the server answers this machine alone."""
    return KnownCallers(keys, secret(settings.api_key), owner_token, is_local, token_reader(settings))


def token_reader(settings: Settings) -> Tokens | None:
    """Of the identity provider; None where none is named."""
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    from dealdesk.issuer import IssuerKeys  # only who has a provider pays for the imports
    from dealdesk.oidc import Claims, Tokens

    claims = Claims(
        settings.oidc_issuer,
        settings.oidc_audience,
        settings.oidc_collections_claim,
        settings.oidc_role_claim,
        settings.oidc_collections,
    )
    return Tokens(claims, IssuerKeys(settings.oidc_issuer, settings.oidc_jwks_url))


def asks_for_keys(settings: Settings) -> bool:
    """Whether there is anything by which a caller from beyond this machine can be known. Raises CatalogueUnusable."""
    if settings.api_key or settings.oidc_issuer:
        return True
    file = catalogue_file(settings)
    if not file.exists():
        return False
    with closing(Database(file)) as database:
        return SqlKeys(database, Aside(database)).any_in_force()
