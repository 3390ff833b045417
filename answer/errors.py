"""What can go wrong with a question. (That there is no answer is not an error: see Abstention.)

AnswerError
└── InvalidQuestion      the question cannot be asked as it is
"""


class AnswerError(Exception):
    """Any trouble with answering; the message names the remedy."""


class InvalidQuestion(AnswerError):
    """The question is empty, too long, or its filters contradict each other."""
