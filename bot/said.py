"""What the bot says when it has no answer to give: one table, in plain words, each with the remedy."""

from __future__ import annotations

from enum import StrEnum


class Said(StrEnum):
    """Sentences for `notice`. Those with a {name} in them want `.format(name=...)`."""

    HELP = (
        "Ask me something about the deal articles, such as “Who will operate the Ohio plant?” I answer with the proof."
    )
    DENIED = "You have no access to the articles that I could answer from here. A workspace admin can grant it to you."
    ADMINS_ONLY = "Only admins can do this. Ask a workspace admin."
    LOOK_UP_FAILED = (
        "I could not find out from Slack what you may read, so I show nothing. Please ask again in a minute."
    )
    BUSY = "Too many questions are waiting, so I did not take this one. Please ask again in a few minutes."
    TOO_MANY_REPLIES = (
        "I have given {count} replies in this thread within a minute. Please wait a little, then ask again."
    )
    WORKING = "is reading the articles …"
    CANNOT_REPLY_THERE = (
        "Slack does not let me reply where you asked me ({error}). Invite me there with /invite, or ask me here."
    )
    STILL_WORKING = "This takes a little longer. The answer will stand here."
    TOO_LONG = "This took too long, so I stopped waiting. Ask again, or ask for something narrower."
    CANNOT_ANSWER = "I cannot answer this as it is: {error}"
    CANNOT_KEEP = "I cannot take questions right now. An admin finds why in the log of dealdesk."
    CANNOT_SEARCH = "I cannot search the articles right now. An admin finds why in the log of dealdesk."
    FAILED = "Something failed on my side, so I have no answer. Please ask again, or give your admin this: {reference}"
    UNKNOWN_COMMAND = "I do not know “{command}”. /dealdesk help lists what I do."
    ANSWER_GONE = "This answer is not kept any more, because an article it quotes was removed. Please ask again."
    ANSWER_DENIED = "You have no access to the articles that this answer quotes."
    SHARED = "Shared in the channel."
    CANNOT_SHARE = "I cannot post in this channel. Invite me with /invite, then share again."
    NOT_YOURS_TO_SHARE = "Only who asked can share this answer. Ask the same here, and everybody sees the answer."
    SHARE_DENIED = "This answer quotes articles that the channel may not see, so I did not share it."
    WATCHING = "I will tell you when new articles change the answer to this."
    WATCHING_FOR_A_FIRST = "I will tell you when an article answers this."
    TOO_MANY_WATCHES = "You watch {count} questions already. Stop some: /dealdesk watch list shows them."
    WATCH_STOPPED = "I have stopped watching this."
    WATCH_GONE = "There is no such watch any more."
    THANKS = "Thank you: this was noted with the answer."
