"""What can go wrong with the Slack door before a question is even heard.

BotError
└── SlackNotConfigured   a token or secret that the chosen transport needs is missing
"""


class BotError(Exception):
    """Any trouble with the Slack door; the message names the remedy."""


class SlackNotConfigured(BotError):
    """A token or secret is missing; the message says which setting gives it."""
