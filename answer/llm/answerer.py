"""The answerer with an LLM: better prose under the rules of the extractive answerer, which it falls back on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from answer.errors import ChatModelFailed
from answer.grounding import StoredArticles
from answer.llm.apart import words_apart
from answer.llm.drafting import Drafter
from answer.llm.merging import merge
from answer.llm.passages import keyed_passages, new_key
from answer.llm.prompt import write_prompt
from answer.llm.proving import prove
from answer.ports import UNFOLLOWED, Answerer, Follower, Stage
from answer.reply import Abstention, Answer, Question, Reason, Reply
from corpus.article import Selection, Span
from index.hit import Hit
from index.ports import Searcher

logger = logging.getLogger(__name__)

Searches = Callable[[Question], Sequence[tuple[str, Selection]]]

_UNPROVEN = "The LLM wrote nothing that the articles bear out"
_NO_ANSWER = "The LLM found no answer in these passages"


class LlmAnswerer:
    """Implements Answerer over another one, whose reply goes out, with a note, whenever the LLM's does not stand.

    name: what replies say of who wrote them, such as "openai:gpt-5-mini". searches: what to search for each part of a
    question, and in which articles. new_key: gives the codes and keys of a prompt.
    """

    def __init__(
        self,
        extractive: Answerer,
        searcher: Searcher,
        stored: StoredArticles,
        drafter: Drafter,
        name: str,
        searches: Searches = lambda question: [(question.text, question.selection)],
        new_key: Callable[[], str] = new_key,
    ) -> None:
        self._extractive = extractive
        self._searcher = searcher
        self._stored = stored
        self._drafter = drafter
        self._name = name
        self._searches = searches
        self._new_key = new_key

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        """Answer, or abstain with the reason. Complete before anything leaves: all of it is checked first."""
        started = time.perf_counter()
        extractive = self._extractive.ask(question, follower)
        if isinstance(extractive, Abstention) and extractive.reason is not Reason.NOT_SUPPORTED:
            return extractive  # there is nothing that could be sent
        follower.reached(Stage.WRITING)
        reply = self._written(question, extractive)
        return replace(reply, elapsed_ms=round((time.perf_counter() - started) * 1000))

    def _written(self, question: Question, extractive: Reply) -> Reply:
        searches = self._searches(question)
        passages = keyed_passages(self._hits(searches, question.top_k), extractive, self._new_key)
        if not passages:
            return extractive
        try:
            draft = self._drafter.draft(write_prompt(question, passages, self._new_key))
        except ChatModelFailed as failure:
            logger.warning("no answer from the LLM: %s", failure)
            return _noted(extractive, f"No answer from the LLM: {failure}")
        if not draft.answered or not draft.statements:
            return extractive if isinstance(extractive, Abstention) else _noted(extractive, _NO_ANSWER)
        proven = prove(draft, passages, [text for text, _ in searches], words_apart(question, passages))
        answer = merge(proven, extractive, self._stored, self._name)
        return answer or _noted(extractive, _UNPROVEN)

    def _hits(self, searches: Sequence[tuple[str, Selection]], top_k: int) -> list[Hit]:
        """The hits of all searches, each passage once and one article of each story, best first."""
        found = [hit for text, selection in searches for hit in self._searcher.search(text, selection, top_k).hits]
        best: dict[tuple[str, Span], Hit] = {}
        copies: set[str] = set()
        for hit in sorted(found, key=lambda hit: hit.rank):
            if hit.passage.article.id not in copies:
                best.setdefault((hit.passage.article.id, hit.passage.span), hit)
                copies.update(other.article_id for other in hit.also_in)
        return list(best.values())


def _noted(extractive: Reply, trouble: str) -> Reply:
    kind = "answer" if isinstance(extractive, Answer) else "reply"
    note = f"{trouble}. This is the extractive {kind}."
    return replace(extractive, note=f"{extractive.note} {note}" if extractive.note else note)
