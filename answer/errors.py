"""What can go wrong with a question. (That there is no answer is not an error: see Abstention.)

AnswerError
├── InvalidQuestion      the question cannot be asked as it is
├── Abandoned            nobody waits for the answer any more
├── VersionGone          a reply quotes a version of an article that is not kept any more
└── ChatModelFailed      the LLM gave nothing that can be used; the extractive answer goes out instead
    ├── CircuitOpen      it failed so often of late that it is left alone for a while
    └── SpendLimitReached  today's tokens are used up
"""


class AnswerError(Exception):
    """Any trouble with answering; the message names the remedy."""


class InvalidQuestion(AnswerError):
    """The question is empty, too long, or its filters contradict each other."""


class Abandoned(AnswerError):
    """Nobody waits for the answer any more: who asked has gone, or has waited as long as may be."""


class VersionGone(AnswerError):
    """A reply quotes a version of an article that is not kept any more, so that it can be neither shown nor kept."""


class ChatModelFailed(AnswerError):
    """The LLM gave nothing that can be used. The message is safe to show: never the provider's own words.

    may_retry: whether the same call may succeed a moment later. retry_after_seconds: how long the provider asks to
    wait before. may_have_cost: whether the provider may have counted tokens for it.
    """

    def __init__(
        self,
        message: str,
        *,
        may_retry: bool = False,
        retry_after_seconds: float | None = None,
        may_have_cost: bool = True,
    ) -> None:
        super().__init__(message)
        self.may_retry = may_retry
        self.retry_after_seconds = retry_after_seconds
        self.may_have_cost = may_have_cost


class CircuitOpen(ChatModelFailed):
    """The LLM failed so often of late that it is left alone for a while."""


class SpendLimitReached(ChatModelFailed):
    """Today's tokens are used up."""
