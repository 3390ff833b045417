"""What can go wrong with the index.

SearchIndexError
├── ModelMismatch        the index was built by another embedding model
├── ModelUnusable        the embedding model is missing or not the one its name promises
└── VectorStoreBroken    the vector store answers wrongly or not at all; it is rebuilt from the catalogue
"""


class SearchIndexError(Exception):
    """Any trouble with finding passages; the message names the remedy."""


class ModelMismatch(SearchIndexError):
    """The index was built by another embedding model than the one configured."""


class ModelUnusable(SearchIndexError):
    """The embedding model cannot be loaded, or its weights are not what its name promises."""


class VectorStoreBroken(SearchIndexError):
    """The vector store fails, or disagrees with the catalogue. Nothing is lost: it is a cache."""
