"""What can go wrong with the corpus.

CorpusError
├── UnreadableSource     a file or line that gives no article, with the reason
├── InvalidArticle       an article that breaks a rule (empty text, bad id, ...)
└── CatalogueUnusable    the database cannot be opened as it is
"""


class CorpusError(Exception):
    """Any trouble with articles, sources or the catalogue; the message names the remedy."""


class UnreadableSource(CorpusError):
    """A file, or a line of one, gives no article."""


class InvalidArticle(CorpusError):
    """An article breaks a rule; the message says which field and what is accepted."""


class CatalogueUnusable(CorpusError):
    """The catalogue's database is missing, foreign, newer than this program, or of an unsupported kind."""
