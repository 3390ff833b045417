"""What can go wrong at the Slack door.

BotError
├── SlackNotConfigured   a token or secret is missing or cannot be used
├── NotInstalled         a workspace speaks to us that we have no token for
├── LookUpFailed         Slack does not say who somebody is, so nothing is shown
└── Malformed            what came over a transport is nothing that Slack sends
"""


class BotError(Exception):
    """Any trouble with Slack; the message names the remedy."""


class SlackNotConfigured(BotError):
    """A token or secret is missing or cannot be used."""


class NotInstalled(BotError):
    """There is no token for a workspace: install the app there."""


class LookUpFailed(BotError):
    """Slack does not say who somebody is, or what they may read."""


class Malformed(BotError):
    """Nothing that Slack sends. The text says what is wrong with it, and holds nothing of it."""
