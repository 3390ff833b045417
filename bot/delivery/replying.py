"""Answering one question that was taken, to its end: what is done for `team:channel:ts`, now or after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextlib import suppress
from threading import BoundedSemaphore, Thread

from answer.errors import VersionGone
from answer.reply import Answer, Question, Reply, Turn
from bot.asked import Asked, How, Place
from bot.delivery.explaining import Denied, TooManyQuestions, explanation, told_of
from bot.delivery.parts import Parts
from bot.delivery.patience import GaveUp, Patience, Pause, Refused, Unsure, now
from bot.delivery.speech import Speech
from bot.delivery.whisper import tell_directly
from bot.errors import BotError, NotInstalled
from bot.events import is_only_overheard
from bot.permission.access import may_read
from bot.ports import State, Taken
from bot.said import Said
from bot.shown.blocks import Message, ephemeral_for, message_for, notice, with_question
from corpus.article import Selection
from corpus.errors import CorpusError

AT_ONCE = 100  # questions that are being answered; who comes after them is told so
REPLIES_A_MINUTE = 5
SURE = 0.75  # how likely the articles answer, for a question that was put to nobody
_LOOK_SECONDS = 0.25
_ERASED_MEANWHILE = 3  # how often an answer is sought anew because what it quotes was erased

_log = logging.getLogger(__name__)


Speak = Callable[[Taken, Patience], Speech]


class Replier:
    """Thread-safe; each question is answered in the thread that calls `reply`.

    speak: the way to answer; whisper: the way to tell the asker alone. pause: sleeps, and raises what stops the thread
    when the process is to stop.
    """

    def __init__(self, parts: Parts, speak: Speak, whisper: Speak, pause: Pause) -> None:
        self._parts = parts
        self._speak = speak
        self._whisper = whisper
        self._pause = pause
        self._room = BoundedSemaphore(AT_ONCE)

    def reply(self, key: str) -> None:
        """Answer the question with this key, unless it is answered. Whatever fails is tried again for a long while."""
        try:
            self._until_over(key, Patience(self._pause))
        finally:
            self._parts.signs.seen(key)

    def _until_over(self, key: str, patience: Patience) -> None:
        while True:
            try:
                self._see_to(key, patience)
                return
            except Exception as error:
                why = str(error) if isinstance(error, CorpusError | Unsure) else told_of(error)
                _log.warning("answering %s failed: %s", key, why)
                try:
                    patience.back_off(Unsure(type(error).__name__))
                except GaveUp:
                    self._give_up(key, error)
                    return

    def _see_to(self, key: str, patience: Patience) -> None:
        taken = self._parts.questions.begin(key)
        if taken is None:
            return
        if not is_only_overheard(taken.asked):
            self._parts.signs.wait(taken.asked)
        error = None
        try:
            state = self._reply(taken, patience)
        except (Refused, GaveUp, NotInstalled) as failure:
            _log.error("%s gets no reply: %s", key, failure)
            state, error = State.FAILED, str(failure)
            if isinstance(failure, Refused):
                self._tell_directly(taken.asked, failure)
        self._parts.questions.end(key, state, error)

    def _tell_directly(self, asked: Asked, refused: Refused) -> None:
        """The channel may be archived, or the bot no member any more."""
        if is_only_overheard(asked) or asked.place is Place.DIRECT:
            return
        with suppress(Refused, Unsure, BotError):
            client = now(lambda: self._parts.workspaces.client(asked.team, asked.enterprise))
            tell_directly(client, asked, notice(Said.CANNOT_REPLY_THERE.format(error=refused.code)))

    def _give_up(self, key: str, error: Exception) -> None:
        """Where not even that can be noted, it is tried anew later."""
        with suppress(CorpusError):
            self._parts.questions.end(key, State.FAILED, type(error).__name__)

    def _reply(self, taken: Taken, patience: Patience) -> State:
        asked = taken.asked
        speech = (self._whisper if asked.how in (How.COMMAND, How.SHORTCUT) else self._speak)(taken, patience)
        if speech.is_given():
            return State.REPLIED
        if self._parts.questions.just_before(taken, 60) >= REPLIES_A_MINUTE:
            if not is_only_overheard(asked):
                self._whisper(taken, patience).give(notice(Said.TOO_MANY_REPLIES.format(count=REPLIES_A_MINUTE)))
            return State.SILENT
        if is_only_overheard(asked):
            message = self._if_sure(taken)
            if message is None:
                return State.SILENT
        else:
            message = self._message(taken, speech)
        speech.give(message)
        return State.REPLIED

    def _message(self, taken: Taken, speech: Speech) -> Message:
        """The reply or, whatever goes wrong, the reason why there is none."""
        asked = taken.asked
        if not any(character.isalnum() for character in asked.text):
            return notice(Said.HELP)
        try:
            if speech.begin():
                self._parts.signs.seen(asked.key)
            return _shown(asked, self._answer(taken))
        except Exception as error:
            return notice(explanation(error, asked.key))

    def _if_sure(self, taken: Taken) -> Message | None:
        try:
            reply = self._answer(taken)
        except Exception as error:
            _log.info("%s was said to nobody, and is not answered: %s", taken.asked.key, type(error).__name__)
            return None
        return _shown(taken.asked, reply) if _is_sure(reply, taken.asked) else None

    def _answer(self, taken: Taken) -> Reply:
        """The reply of an earlier attempt, if that came so far."""
        asked, parts = taken.asked, self._parts
        selection = parts.access.selection(asked)
        if selection is None:
            raise Denied
        kept = parts.answers.get(taken.answer_id) if taken.answer_id else None
        if kept and may_read(selection, kept):
            return kept.reply
        question = Question(asked.text, self._history(asked, selection), selection)
        for _ in range(_ERASED_MEANWHILE):
            reply = self._in_time(question)
            with suppress(VersionGone):
                self._keep(asked, reply)
                return reply
        raise VersionGone("the articles change faster than I can quote them: ask again")

    def _keep(self, asked: Asked, reply: Reply) -> None:
        try:
            self._parts.answers.keep(reply, asked.asker)
            self._parts.questions.answered(asked.key, reply.id)
        except CorpusError as error:  # it is an answer all the same; its buttons will say that it is gone
            _log.warning("the answer to %s is not kept: %s", asked.key, error)

    def _history(self, asked: Asked, selection: Selection) -> tuple[Turn, ...]:
        """The thread so far, without what draws on articles that this asker may not read."""
        if asked.how is How.FOLLOW_UP and is_only_overheard(asked):
            return ()  # with the thread before it, "thanks!" finds again what was answered there
        turns: list[Turn] = []
        for earlier in self._parts.questions.before(asked):
            kept = self._parts.answers.get(earlier.answer_id) if earlier.answer_id else None
            if kept and may_read(selection, kept):
                turns.append(Turn("user", earlier.asked.text))
                if isinstance(kept.reply, Answer):  # that there was none would be searched for
                    turns.append(Turn("assistant", kept.reply.text))
        return tuple(turns)

    def _in_time(self, question: Question) -> Reply:
        """Raises TimeoutError, TooManyQuestions, and what the answerer raises."""
        if not self._room.acquire(blocking=False):
            raise TooManyQuestions
        answering: Future[Reply] = Future()
        # A thread that nobody waits for when the process ends: the next one asks again.
        try:
            Thread(target=self._ask, args=[question, answering], name="answering", daemon=True).start()
        except RuntimeError as error:  # the system gives no thread more
            self._room.release()
            raise TooManyQuestions from error
        if not self._wait(answering, self._parts.answer_timeout_seconds):
            raise TimeoutError
        return answering.result()

    def _ask(self, question: Question, answering: Future[Reply]) -> None:
        try:
            answering.set_result(self._parts.answerer.ask(question))
        except Exception as error:
            answering.set_exception(error)
        finally:
            self._room.release()

    def _wait(self, answering: Future[Reply], seconds: float) -> bool:
        """Whether it is done; looks up meanwhile whether the process is to stop."""
        for _ in range(max(int(seconds / _LOOK_SECONDS), 1)):
            if wait_for([answering], _LOOK_SECONDS).done:
                return True
            self._pause(0)
        return answering.done()


def _shown(asked: Asked, reply: Reply) -> Message:
    """With the question where Slack does not show it: it echoes no command."""
    alone = asked.how in (How.COMMAND, How.SHORTCUT)
    return with_question(ephemeral_for(reply), asked.text) if alone else message_for(reply)


def _is_sure(reply: Reply, asked: Asked) -> bool:
    """Whether a reply is good enough for who did not call us."""
    if not isinstance(reply, Answer) or reply.missing:
        return False
    return asked.how is How.FOLLOW_UP or (reply.support is not None and reply.support >= SURE)
