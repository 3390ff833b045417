"""`dealdesk evaluate`: a question set in an index of its own, kept so that a second run embeds nothing."""

from __future__ import annotations

from pathlib import Path

from corpus.folder import read_path, source_of
from dealdesk.assembly import open_desk
from dealdesk.rendering import progress
from dealdesk.settings import Settings
from evaluation.question_set import load_question_set
from evaluation.report import Report
from evaluation.run import evaluate


def measure(settings: Settings, set_folder: Path, *, retrieval_only: bool = False) -> Report:
    """Index the set below the home's `evaluations` folder and put its questions. Raises EvaluationError."""
    question_set = load_question_set(set_folder)
    own = settings.model_copy(
        update={"home": settings.home / "evaluations" / question_set.name, "database_url": None, "chroma_url": None}
    )
    articles = set_folder / "articles.jsonl"
    with open_desk(own, "evaluate") as desk:
        with progress("articles") as advance:
            desk.refresher.refresh(read_path(articles), source_of(articles), advance)
        with progress("questions") as advance:
            return evaluate(
                question_set,
                desk.retriever,
                None if retrieval_only else desk.answerer,
                progress=advance,
                index_version=desk.index_version(),
                settings=settings.shown(),
            )
