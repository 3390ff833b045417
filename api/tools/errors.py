"""What can go wrong with a tool, besides what can go wrong over HTTP."""


class ToolFailed(Exception):
    """A tool cannot do what is wanted of it; the message names the remedy."""


def no_such_article() -> ToolFailed:
    """What is said of an article, or a version of one, that is beyond the caller, or that never was."""
    return ToolFailed(
        "there is no such article, or no such version of it: list_articles and the citations of ask name those there "
        "are; leave version out for the live one"
    )
