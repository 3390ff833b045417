"""The names by which Slack tells us what was pressed, and what the values of buttons hold."""

from __future__ import annotations

SHOW_MORE = "dealdesk_show_more"  # value: an answer's id
MORE_PASSAGES = "dealdesk_more_passages"  # in the modal; value: an answer's id and how many passages are before
EARLIER_PASSAGES = "dealdesk_earlier_passages"  # the same
WATCH = "dealdesk_watch"  # value: an answer's id
UNWATCH = "dealdesk_unwatch"  # value: a watch's id
SHARE = "dealdesk_share"  # value: an answer's id
FEEDBACK = "dealdesk_feedback"  # value: an answer's id and YES or NO
YES, NO = "yes", "no"

ASK_SHORTCUT = "dealdesk_ask_about"  # the message shortcut, as the manifest names it
ASK_VIEW = "dealdesk_ask"  # the modal that it opens
PASSAGES_VIEW = "dealdesk_passages"


def value_of(answer_id: str, more: object) -> str:
    """The value of a button that needs more than an answer's id."""
    return f"{answer_id}:{more}"


def parted(value: str) -> tuple[str, str]:
    """The answer's id in such a value, and the rest; ("", "") where it is none of ours."""
    answer_id, _, more = value.rpartition(":")
    return (answer_id, more) if answer_id else ("", "")
