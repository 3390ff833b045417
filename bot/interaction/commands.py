"""/dealdesk: what is typed behind it, and what only the asker sees of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from threading import BoundedSemaphore

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from answer.reply import Question, Reply
from bot.asked import How
from bot.delivery.explaining import TooManyQuestions
from bot.delivery.parts import Parts
from bot.events import is_a_question, spoken
from bot.interaction.admin_commands import AdminCommands, Command
from bot.interaction.attending import AT_ONCE, Attendant
from bot.interaction.caller import Caller, caller_of
from bot.interaction.rights import Rights
from bot.interaction.typed import NotUnderstood, first_word, unquoted, whole_number
from bot.interaction.watch_starting import Watching
from bot.said import Said
from bot.shown.blocks import Message, notice
from bot.shown.command_replies import articles_message, help_message, sources_message, watches_message

PAGE = 20  # articles
_MAX_WORDS = 10
_PAGE_NUMBER = re.compile(r"(?:--|—|–)page ([0-9]{1,6})$")
_ALONE = ("help", "sources", "grants")  # with more behind them they begin a question


class Commands:
    """Hears /dealdesk."""

    def __init__(
        self, parts: Parts, attendant: Attendant, rights: Rights, watching: Watching, for_admins: AdminCommands
    ) -> None:
        self._parts = parts
        self._attendant = attendant
        self._rights = rights
        self._watching = watching
        self._room = BoundedSemaphore(AT_ONCE // 2)
        self._by_word: Mapping[str, Command] = {
            "help": self._help,
            "articles": self._articles,
            "sources": self._sources,
            "watch": self._watch,
            **for_admins.by_word(),
        }

    async def heard(self, ack: AsyncAck, req: AsyncBoltRequest) -> None:
        """A question is kept before it is acknowledged; everything else is acknowledged at once."""
        caller, text = caller_of(req), str(req.body.get("text") or "").strip()
        question = self._question_in(text)
        if question:
            await self._attendant.take(caller, question, How.COMMAND, ack)
        else:
            await ack()
            await self._attendant.see_to(caller, lambda: self._done(caller, text))

    def _question_in(self, text: str) -> str:
        """What is asked, "" where it is something else."""
        word, rest = first_word(text)
        if word.lower() == "ask":
            return unquoted(spoken(rest))
        is_command = word.lower() in self._by_word and not (rest and word.lower() in _ALONE)
        return unquoted(spoken(text)) if not is_command and (rest or is_a_question(text)) else ""

    def _done(self, caller: Caller, text: str) -> Message:
        word, rest = first_word(text)
        if not word or word.lower() == "ask":
            return help_message()
        command = self._by_word.get(word.lower())
        if command is None:
            return notice(Said.UNKNOWN_COMMAND.format(command=word[:100]))
        try:
            return command(caller, rest)
        except NotUnderstood as error:
            return notice(str(error))

    def _help(self, _: Caller, __: str) -> Message:
        return help_message()

    def _articles(self, caller: Caller, rest: str) -> Message:
        selection, shelf = self._rights.granted(caller), self._parts.shelf
        said = spoken(rest)  # each gap in it is one space: a search among thousands of them would take minutes
        wanted = _PAGE_NUMBER.search(said)
        query = said[: wanted.start()].rstrip() if wanted else said
        about = query.split()[:_MAX_WORDS]
        total = shelf.count(selection, about=about)
        page = min(max(int(wanted[1]) if wanted else 1, 1), max(-(-total // PAGE), 1))
        found = shelf.newest(selection, PAGE, about=about, skip=(page - 1) * PAGE)
        more = " ".join(["/dealdesk articles", *about, f"--page {page + 1}"]) if page * PAGE < total else ""
        return articles_message(found, query=query, total=total, more=more)

    def _sources(self, caller: Caller, _: str) -> Message:
        selection = self._rights.granted(caller)
        return sources_message([one for one in self._parts.sources.list() if selection.admits(one.collection)])

    def _watch(self, caller: Caller, rest: str) -> Message:
        word, behind = first_word(rest)
        if not rest or (word.lower() == "list" and not behind):
            return watches_message(self._parts.watches.active(caller.asker))
        if word.lower() == "stop" and len(behind.split()) <= 1:
            return self._stop(caller, behind)
        selection = self._rights.granted(caller)
        question = Question(unquoted(spoken(rest)), selection=selection)
        reply = self._first_answer(question)
        self._parts.answers.keep(reply, caller.asker)
        return self._watching.start(caller, question, reply)

    def _first_answer(self, question: Question) -> Reply:
        """Raises TooManyQuestions where half of those who attend are busy with such: somebody may press a button."""
        if not self._room.acquire(blocking=False):
            raise TooManyQuestions
        try:
            return self._parts.answerer.ask(question)
        finally:
            self._room.release()

    def _stop(self, caller: Caller, which: str) -> Message:
        """which: the number of a watch in the list, or its id."""
        own = self._parts.watches.active(caller.asker)
        number = whole_number(which)
        named = own[number - 1].id if 1 <= number <= len(own) else which
        if not which:
            return watches_message(own)
        return notice(Said.WATCH_STOPPED if self._parts.watches.stop(named, caller.asker) else Said.WATCH_GONE)
