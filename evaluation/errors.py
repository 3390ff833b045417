"""What can go wrong with an evaluation.

EvaluationError
├── BadQuestionSet       a file or line of a set is missing or not in the format
├── ForeignText          the index holds another text under the id of one of the set's articles
├── UnreadableReport     a file is not a report that this version reads
├── NotComparable        two reports are about different questions
└── NothingToLearn       the sets do not show what weights are learned from
"""


class EvaluationError(Exception):
    """Any trouble with question sets and reports; the message names the remedy."""


class BadQuestionSet(EvaluationError):
    """A set folder cannot be read; the message names file, line and field."""


class ForeignText(EvaluationError):
    """What was found cannot be compared with the gold passages: it comes from another text."""


class UnreadableReport(EvaluationError):
    """The file is missing, or not a report of a known format."""


class NotComparable(EvaluationError):
    """The reports measure different sets, so their numbers say nothing about each other."""


class NothingToLearn(EvaluationError):
    """The questions do not show what weights are learned from; the message says which kind of set does."""
