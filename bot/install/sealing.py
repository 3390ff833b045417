"""Tokens as the database may hold them: encrypted, under keys that stand in the settings alone."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import SlackNotConfigured

_KEY_SETTING = "DEALDESK_SLACK_ENCRYPTION_KEY"
_MAKE_ONE = "make one with `dealdesk slack key`"


class Seal:
    """Closes texts, and opens what was closed under any of its keys. Thread-safe."""

    def __init__(self, keys: str) -> None:
        """keys: as `new_key` makes them, with commas between. The first one closes. Raises SlackNotConfigured."""
        given = [key.strip() for key in keys.split(",") if key.strip()]
        if not given:
            raise SlackNotConfigured(f"Slack tokens are kept encrypted only: {_MAKE_ONE} and set {_KEY_SETTING} to it")
        try:
            self._keys = MultiFernet([Fernet(key) for key in given])
        except ValueError:  # its message may carry the key
            raise SlackNotConfigured(f"{_KEY_SETTING} holds something that is no key: {_MAKE_ONE}") from None

    def close(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises SlackNotConfigured for what was closed under another key, or never was."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken:
            raise SlackNotConfigured(
                f"the Slack tokens in the database were encrypted under another key: put that key back into "
                f"{_KEY_SETTING} (behind the new one, with a comma between), or install the app in Slack again"
            ) from None


def new_key() -> str:
    """A key for `Seal`."""
    return Fernet.generate_key().decode()
