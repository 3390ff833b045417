"""`dealdesk evaluate`: a question set in an index of its own, kept so that a second run embeds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from answer.understanding import understand
from dealdesk.assembly import Desk, open_desk
from dealdesk.rendering import Counted, progress
from dealdesk.settings import Settings
from evaluation.question_set import ARTICLES, Half, load_question_set, set_folders
from evaluation.report import Report
from evaluation.run import evaluate


def measure(settings: Settings, set_folder: Path, *, retrieval_only: bool = False, half: Half | None = None) -> Report:
    """Index the set below the home's `evaluations` folder and put its questions, all or one half of them.

    Raises EvaluationError.
    """
    question_set = load_question_set(set_folder)
    with desk_over(settings, set_folder) as desk, progress("questions") as advance:
        return evaluate(
            question_set.half(half) if half else question_set,
            desk.retriever,
            None if retrieval_only else desk.answerer,
            understand=partial(understand, holdings=desk.catalogue, today=date.today()),
            progress=advance,
            index_version=desk.index_version(),
            settings={**settings.shown(), "questions asked": f"{half} half" if half else "all"},
        )


@contextmanager
def desk_over(settings: Settings, set_folder: Path, command: str = "evaluate") -> Iterator[Desk]:
    """A desk that holds the articles of a set and nothing else, below the home's `evaluations` folder."""
    home = settings.home / "evaluations" / set_folder.resolve().name
    # No LLM: its answers differ from run to run, and a set of questions would use up a day's tokens.
    own = settings.model_copy(update={"home": home, "database_url": None, "chroma_url": None, "llm": None})
    articles = set_folder / ARTICLES
    with open_desk(own, command) as desk:
        with progress("articles") as advance:
            source, _ = desk.arrivals.sources.at_path(articles)
            desk.refresher.refresh(source, Counted(advance))
        yield desk


def measure_all(
    settings: Settings, folder: Path, *, retrieval_only: bool = False, half: Half | None = None
) -> Iterator[Report]:
    """Every set below `folder`, one after the other, in the order of their names. Raises EvaluationError."""
    for set_folder in set_folders(folder):
        yield measure(settings, set_folder, retrieval_only=retrieval_only, half=half)
