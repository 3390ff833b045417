"""A reply as the text of a chat message, and where its markers stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.schema.replies import AnswerBody, CitationBody, DisagreementBody, StatementBody

# Clients show Markdown. A document's own text is to be read, and to become no picture, link or element there.
_ACTS = re.compile(r"<(?=[A-Za-z/!?])|(?<=\])(?=[(\[])|(?<=!)(?=\[)")


@dataclass(frozen=True)
class Mark:
    """A marker in the text, which stands at [start, end), in Unicode code points."""

    start: int
    end: int
    citation: int


@dataclass
class Content:
    """The text of a message as it grows. What acts as Markdown in document text is escaped; markers are not."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def state(self, statement: StatementBody) -> None:
        """Add a statement with its markers."""
        self._say(" " if self.text else "", f"{_inert(statement.text)} ")
        self._cite(statement.citations)

    def finish(self, answer: AnswerBody) -> None:
        """Add what a reply says besides its statements."""
        if answer.status == "abstained":
            self._say(_inert(answer.text))
        if answer.missing:
            self._say("\n\nNo answer found for: ", _inert("; ".join(answer.missing)))
        for disagreement in answer.disagreements:
            self._differ(disagreement, answer.citations)
        if answer.note:
            self._say("\n\n", _inert(answer.note))

    def _differ(self, disagreement: DisagreementBody, citations: Sequence[CitationBody]) -> None:
        self._say("\n\nThe sources disagree:")
        for value in disagreement.values:
            self._say(f"\n- {_inert(value.value)} ")
            self._cite(value.citations)
            told = sorted({_day(each) for each in citations if each.marker in value.citations})
            self._say(f" ({', '.join([*told, *['newest'] * value.newest])})")
        if disagreement.explanation:
            self._say("\n\n", _inert(disagreement.explanation))

    def _cite(self, citations: Sequence[int]) -> None:
        for number in citations:
            start = len(self.text)
            self._say(f"[{number}]")
            self.marks.append(Mark(start, len(self.text), number))

    def _say(self, *pieces: str) -> None:
        self.text += "".join(pieces)


def content_of(answer: AnswerBody) -> Content:
    """The whole text of a reply."""
    content = Content()
    for statement in answer.statements:
        content.state(statement)
    content.finish(answer)
    return content


def _day(citation: CitationBody) -> str:
    return citation.published.isoformat() if citation.published else "undated"


def _inert(text: str) -> str:
    return _ACTS.sub(lambda match: f"\\{match[0]}", text)
