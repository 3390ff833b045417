"""The words behind /dealdesk, taken apart: mentions, collections, flags."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.events import spoken

# Slack sends <@U1|name>, <!subteam^S1|@name> and <#C1|name> in place of what was picked from its lists.
_GRANTEE = re.compile(
    r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>|((?=[A-Z]*[0-9])[UWS][A-Z0-9]{6,})"
)
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>|((?=[A-Z]*[0-9])[CG][A-Z0-9]{6,})")
_QUOTES = "\"'“”„‘’«»"
_MAX_NAME_CHARS = 100
_MAX_NAMES = 50
_NUMBER = re.compile(r"[0-9]{1,6}")


class NotUnderstood(Exception):
    """What was typed cannot be read; the text says what to type instead."""


def first_word(text: str) -> tuple[str, str]:
    """The first word, and what stands behind it."""
    word, _, rest = text.strip().partition(" ")
    return word, rest.strip()


def unquoted(text: str) -> str:
    """A question without the quotes around it."""
    said = text.strip()
    return said.strip(_QUOTES).strip() if said[:1] in tuple(_QUOTES) else said


def whole_number(text: str) -> int:
    """0 for what is no number, or one that is in no list."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def grantee_in(text: str) -> tuple[str, str]:
    """The id of the person or user group that the words begin with, and the words behind it."""
    word, rest = first_word(text)
    found = _GRANTEE.fullmatch(word)
    if not found:
        raise NotUnderstood(
            "Name a person or a user group first, picked from the list that Slack shows behind @: "
            "/dealdesk grant @somebody deals"
        )
    return found[1] or found[2] or found[3], rest


def channel_in(text: str) -> tuple[str, str]:
    """The id of the channel that the words begin with, "" where they begin with none; and the words behind it."""
    word, rest = first_word(text)
    found = _CHANNEL.fullmatch(word)
    if found:
        return found[1] or found[2], rest
    if word.startswith("#"):
        raise NotUnderstood("I know channels only as Slack names them: pick the channel from the list behind #")
    return "", text


def flags_in(text: str, known: Collection[str]) -> tuple[str, frozenset[str]]:
    """The words without the flags, and the flags. A dash that Slack's apps make of two is taken for two."""
    rest, flags = list[str](), set[str]()
    for word in text.replace("—", "--").replace("–", "--").split():
        if not word.startswith("--"):
            rest.append(word)
        elif word in known:
            flags.add(word)
        else:
            raise NotUnderstood(f"I do not know {word[:40]}; I know {' and '.join(sorted(known))}")
    return " ".join(rest), frozenset(flags)


def collections_in(text: str) -> tuple[str, ...]:
    """Names that are parted by commas, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in spoken(text).split(",") if name.strip()))
    if not 0 < len(names) <= _MAX_NAMES or any(len(name) > _MAX_NAME_CHARS for name in names):
        raise NotUnderstood("Name one or more collections, parted by commas: public, deals")
    return names
