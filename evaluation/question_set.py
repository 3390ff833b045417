"""Question sets: a folder with articles.jsonl and questions.jsonl, read into nouns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from answer.errors import InvalidQuestion
from answer.reply import Question, Turn
from corpus.article import Article, Span
from corpus.errors import InvalidArticle
from evaluation.errors import BadQuestionSet
from evaluation.place import Place

ARTICLES = "articles.jsonl"
QUESTIONS = "questions.jsonl"

T = TypeVar("T")
Half = Literal["even", "odd"]
"""even: the first question of a set, the third, and so on (positions count from 0); odd: the others."""


@dataclass(frozen=True)
class GoldQuestion:
    """A question whose right answer is known.

    answers: strings any of which is right; spans: the passages that prove it; answerable: whether the articles carry
    an answer at all; history: the conversation before it, oldest first; wrong: answers that articles give too and that
    are false (then `answers` are all right beside each other), None where the set knows of none; label: what kind of
    question the set says it is.
    """

    id: str
    question: str
    answerable: bool
    answers: tuple[str, ...] = ()
    spans: tuple[Place, ...] = ()
    history: tuple[Turn, ...] = ()
    wrong: tuple[str, ...] | None = None
    label: str = ""


@dataclass(frozen=True)
class QuestionSet:
    """Articles, as they are before they are stored, and questions about them."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[GoldQuestion, ...]

    def half(self, half: Half) -> QuestionSet:
        """The set with every second question only, by position: tune on one half, report the other."""
        return replace(self, questions=self.questions[half == "odd" :: 2])


def load_question_set(folder: Path) -> QuestionSet:
    """Read a set folder; fields it does not know are ignored. Raises BadQuestionSet, naming file and line."""
    articles: dict[str, Article] = {}
    for where, entry in _entries(folder / ARTICLES):
        article = _article(entry, where)
        if articles.setdefault(article.id, article) is not article:
            raise BadQuestionSet(f"{where}: the article id {article.id!r} was used before: give each its own")
    questions: dict[str, GoldQuestion] = {}
    for where, entry in _entries(folder / QUESTIONS):
        question = _question(entry, where, articles)
        if questions.setdefault(question.id, question) is not question:
            raise BadQuestionSet(f"{where}: the question id {question.id!r} was used before: give each its own")
    if not questions:
        raise BadQuestionSet(f"{folder / QUESTIONS} holds no questions: write one JSON object a line")
    return QuestionSet(folder.resolve().name, tuple(articles.values()), tuple(questions.values()))


def set_folders(folder: Path) -> list[Path]:
    """The set folders right below `folder`, by name. Raises BadQuestionSet when there is none."""
    found = sorted(path.parent for path in folder.glob(f"*/{QUESTIONS}"))
    if not found:
        raise BadQuestionSet(f"{folder} holds no sets: name a folder of folders with {ARTICLES} and {QUESTIONS}")
    return found


def _entries(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """The JSON objects of a file, one a line, each with a name of its place for error messages."""
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    where = f"{path}:{number}"
                    yield where, _entry(line, where)
    except OSError as error:
        raise BadQuestionSet(
            f"{path} cannot be read ({error.strerror}): a set is a folder with {ARTICLES} and {QUESTIONS}"
        ) from error
    except UnicodeDecodeError as error:
        raise BadQuestionSet(f"{path} is not UTF-8 ({error.reason}): save it as UTF-8") from error


def _entry(line: str, where: str) -> dict[str, object]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise BadQuestionSet(f"{where}: not JSON ({error}): write one JSON object a line") from error
    if not isinstance(entry, dict):
        raise BadQuestionSet(f"{where}: not a JSON object: write one JSON object a line")
    return entry


def _field(entry: dict[str, object], name: str, kind: type[T], where: str, default: T | None = None) -> T:
    """The field `name`; a missing or null one gives `default`, where there is one."""
    value = entry.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, kind):
        raise BadQuestionSet(f"{where}: the field {name!r} must be of type {kind.__name__}, and is {value!r:.60}")
    return value


def _article(entry: dict[str, object], where: str) -> Article:
    published = _field(entry, "published", str, where, default="")
    try:
        return Article(
            id=_field(entry, "id", str, where),
            title=_field(entry, "title", str, where, default=""),
            text=_field(entry, "text", str, where),
            publisher=_field(entry, "publisher", str, where, default="") or None,
            published=date.fromisoformat(published) if published else None,
            url=_field(entry, "url", str, where, default="") or None,
        )
    except InvalidArticle as error:
        raise BadQuestionSet(f"{where}: {error}") from error
    except ValueError as error:
        raise BadQuestionSet(f"{where}: the field 'published' must be a date such as 2026-02-18: {error}") from error


def _question(entry: dict[str, object], where: str, articles: dict[str, Article]) -> GoldQuestion:
    gold = GoldQuestion(
        id=_field(entry, "id", str, where),
        question=_field(entry, "question", str, where),
        answerable=_field(entry, "answerable", bool, where),
        answers=_strings(entry, "answers", where),
        spans=tuple(_place(item, where, articles) for item in _field(entry, "spans", list, where, default=[])),
        history=tuple(_turn(item, where) for item in _field(entry, "history", list, where, default=[])),
        wrong=None if entry.get("wrong") is None else _strings(entry, "wrong", where),
        label=str(entry.get("label") or ""),
    )
    try:
        Question(gold.question, history=gold.history)
    except InvalidQuestion as error:
        raise BadQuestionSet(f"{where}: {error}") from error
    return gold


def _strings(entry: dict[str, object], name: str, where: str) -> tuple[str, ...]:
    values = _field(entry, name, list, where, default=[])
    if not all(isinstance(value, str) for value in values):
        raise BadQuestionSet(f"{where}: the field {name!r} must hold strings only")
    return tuple(values)


def _place(item: object, where: str, articles: dict[str, Article]) -> Place:
    match item:
        case [str(article_id), int(start), int(end)] if article_id in articles:
            if 0 <= start < end <= len(articles[article_id].text):
                return Place(article_id, Span(start, end))
    raise BadQuestionSet(
        f"{where}: the span {item!r:.80} must be [article id, start, end), with an id from {ARTICLES} "
        "and 0 <= start < end <= length of its text"
    )


def _turn(item: object, where: str) -> Turn:
    match item:
        case {"role": ("user" | "assistant") as role, "text": str(text)}:
            return Turn(role, text)
    raise BadQuestionSet(f'{where}: a turn of the history must be {{"role": "user" or "assistant", "text": "..."}}')
