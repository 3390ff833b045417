"""Where installations are kept: the Slack SDK's tables in the catalogue's database, every token in them sealed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore

from bot.install.sealing import Seal
from corpus.lent import Lent, SealedText

_SECRETS = (
    "bot_token",
    "bot_refresh_token",
    "user_token",
    "user_refresh_token",
    "incoming_webhook_url",
    "incoming_webhook_configuration_url",
)
STATE_SECONDS = 600
_MAX_STATES = 10_000  # of the last ten minutes; whoever asks for more pushes the oldest out


class SealedInstallations(SQLAlchemyInstallationStore):
    """The latest installation of each workspace, and of each organisation. Thread-safe. Raises CatalogueUnusable."""

    def __init__(self, lent: Lent, seal: Seal, client_id: str) -> None:
        super().__init__(client_id, lent.writes, logger=_silent())
        self._lent = lent
        for table in (self.bots, self.installations):
            for column in table.c:
                if column.name in _SECRETS:
                    column.type = SealedText(seal.close, seal.open)
        with lent.failures():
            self.create_tables()  # type: ignore[no-untyped-call]

    def save(self, installation: Installation) -> None:
        """Keep an installation in the place of those before it."""
        earlier = datetime.fromtimestamp(installation.installed_at, UTC)
        with self._lent.failures():
            super().save(installation)
            for table in (self.bots, self.installations):
                c = table.c
                same = (c.enterprise_id == installation.enterprise_id) & (c.team_id == installation.team_id)
                self._change(table.delete().where(self._ours(table), same, c.installed_at < _stored(earlier)))

    def latest(self, team: str, enterprise: str) -> Bot | None:
        """The workspace's own installation or else, where the organisation is named, that of all of it."""
        c = self.bots.c
        wanted = c.team_id == team
        if enterprise:
            wanted |= c.team_id.is_(None) & (c.enterprise_id == enterprise)
        found = self._bots(wanted)
        return found[0] if found else None

    def all(self) -> list[Bot]:
        return self._bots()

    def renewed(self, bot: Bot) -> bool:
        """Keep new tokens of an installation. False when it is gone by now, or a later one is in its place."""
        told = bot.to_dict()
        values = {name: told[name] for name in ("bot_token", "bot_refresh_token")}
        values["bot_token_expires_at"] = _stored(told["bot_token_expires_at"])
        changed = 0
        with self._lent.failures():
            for table in (self.installations, self.bots):
                c = table.c
                same = (c.enterprise_id == bot.enterprise_id) & (c.team_id == bot.team_id)
                at = c.installed_at == _stored(told["installed_at"])
                changed = self._change(table.update().where(self._ours(table), same, at).values(values))
        return changed > 0

    def remove(self, team: str, enterprise: str, until: datetime) -> None:
        """Forget what was installed until then: of a workspace or, without one, of the whole organisation."""
        with self._lent.failures():
            for table in (self.bots, self.installations):
                c = table.c
                whole = c.team_id.is_(None) & (c.enterprise_id == enterprise)
                wanted = (c.team_id == team) if team else whole
                self._change(table.delete().where(self._ours(table), wanted, c.installed_at <= _stored(until)))

    def _bots(self, *wanted: Any) -> list[Bot]:
        """Workspaces before organisations, the latest first."""
        c = self.bots.c
        query = self.bots.select().where(self._ours(self.bots), c.bot_token.is_not(None), *wanted)
        query = query.order_by(c.team_id.is_(None), c.installed_at.desc(), c.id.desc())
        with self._lent.failures(), self._lent.reads.connect() as connection:
            return [self.build_bot_entity(row) for row in connection.execute(query).mappings()]

    def _ours(self, table: Any) -> Any:
        return table.c.client_id == self.client_id

    def _change(self, statement: Any) -> int:
        with self._lent.writes.begin() as connection:
            return connection.execute(statement).rowcount


class States(SQLAlchemyOAuthStateStore):
    """What was issued to browsers that began to install. Each is good once, for ten minutes. Thread-safe."""

    def __init__(self, lent: Lent) -> None:
        super().__init__(STATE_SECONDS, lent.writes, logger=_silent())
        self._lent = lent
        with lent.failures():
            self.create_tables()  # type: ignore[no-untyped-call]

    def issue(self, *arguments: object, **more: object) -> str:
        c = self.oauth_states.c
        with self._lent.failures():
            state: str = super().issue()
            with self._lent.writes.begin() as connection:
                newest = self.oauth_states.select().order_by(c.id.desc()).limit(1)
                last = connection.execute(newest).mappings().first()
                old = c.id <= (last["id"] if last else 0) - _MAX_STATES
                connection.execute(self.oauth_states.delete().where(old | (c.expire_at < _stored(datetime.now(UTC)))))
        return state


def _stored(moment: datetime | None) -> datetime | None:
    """As the SDK's tables have it: UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def _silent() -> logging.Logger:
    """The SDK's own would write states and codes, which come from whoever calls, into the log."""
    return logging.Logger("slack_sdk.oauth", logging.CRITICAL)
