"""What people think of answers, read from the catalogue: also beside a server, which only adds to it."""

from __future__ import annotations

from contextlib import closing

from api.schema.conversations import FeedbacksBody, feedback_body
from corpus.catalogue import Catalogue
from corpus.database import Database
from dealdesk.backup import catalogue_file
from dealdesk.records.answers import SqlAnswers
from dealdesk.settings import Settings


def latest_feedback(settings: Settings, limit: int) -> FeedbacksBody:
    """At most `limit`, the newest first. Raises CatalogueUnusable."""
    file = catalogue_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(Database(file)) as database:
        ratings, _ = SqlAnswers(Catalogue(database)).ratings(None, limit)
    return FeedbacksBody(feedback=[feedback_body(rating) for rating in ratings], next=None)
