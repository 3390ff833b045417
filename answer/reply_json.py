"""A reply as JSON and back. Articles are named with what was said of them; their texts are looked up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from answer.errors import VersionGone
from answer.keeping import cited
from answer.reply import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisputedValue,
    Question,
    Reason,
    Reply,
    ShortAnswer,
    Statement,
    Turn,
)
from corpus.article import Article, DateFound, Selection, Span
from corpus.stored import AlsoIn

TextOf = Callable[[str, str], str | None]
"""The stored text of an article (by its id) in one version; None where that version is not kept."""


def reply_json(reply: Reply) -> dict[str, Any]:
    """Everything but the articles' texts. `articles` has each that is cited once; a citation names it by its place."""
    quoted = cited(reply)
    articles = list({(c.article.id, c.article.version): c.article for c in quoted}.values())
    told = {
        "id": reply.id,
        "question": question_json(reply.question),
        "index_version": reply.index_version,
        "support": reply.support,
        "answerer": reply.answerer,
        "elapsed_ms": reply.elapsed_ms,
        "note": reply.note,
        "articles": [_article_json(article) for article in articles],
        "citations": [_citation_json(citation, articles) for citation in quoted],
    }
    if isinstance(reply, Abstention):
        return told | {"reason": reply.reason.value}
    return told | {
        "statements": [[s.text, list(s.citations), _span_json(s.emphasis)] for s in reply.statements],
        "disagreements": [_disagreement_json(disagreement) for disagreement in reply.disagreements],
        "short_answer": _short_json(reply.short_answer),
        "missing": list(reply.missing),
    }


def reply_from(told: Mapping[str, Any], text_of: TextOf) -> Reply:
    """What `reply_json` was given. Raises VersionGone when an article's text is not kept as it was quoted."""
    articles = [_article_from(each, text_of) for each in told["articles"]]
    citations = tuple(_citation_from(each, articles) for each in told["citations"])
    question = question_from(told["question"])
    same = {name: told[name] for name in ("index_version", "support", "answerer", "elapsed_ms", "note", "id")}
    if "reason" in told:
        return Abstention(question, Reason(told["reason"]), nearest=citations, **same)
    return Answer(
        question,
        tuple(Statement(text, tuple(marks), _span_from(span)) for text, marks, span in told["statements"]),
        citations,
        disagreements=tuple(_disagreement_from(each) for each in told["disagreements"]),
        short_answer=_short_from(told["short_answer"]),
        missing=tuple(told["missing"]),
        **same,
    )


def question_json(question: Question) -> dict[str, Any]:
    """A question with its conversation and its selection."""
    wanted = question.selection
    return {
        "text": question.text,
        "history": [[turn.role, turn.text] for turn in question.history],
        "top_k": question.top_k,
        "selection": {
            "collections": _listed(wanted.collections),
            "published_from": _iso(wanted.published_from),
            "published_to": _iso(wanted.published_to),
            "as_of": _iso(wanted.as_of),
            "held_at": _iso(wanted.held_at),
            "publishers": _listed(wanted.publishers),
            "article_ids": _listed(wanted.article_ids),
        },
    }


def question_from(told: Mapping[str, Any]) -> Question:
    """What `question_json` was given."""
    wanted = told["selection"]
    selection = Selection(
        _tuple(wanted["collections"]),
        _day(wanted["published_from"]),
        _day(wanted["published_to"]),
        _day(wanted["as_of"]),
        datetime.fromisoformat(wanted["held_at"]) if wanted["held_at"] else None,
        _tuple(wanted["publishers"]),
        _tuple(wanted["article_ids"]),
    )
    return Question(told["text"], tuple(Turn(*turn) for turn in told["history"]), selection, told["top_k"])


def _article_json(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": _iso(article.published),
        "url": article.url,
        "collection": article.collection,
        "byline": article.byline,
        "date_found": article.date_found,
        "language": article.language,
        "pages": list(article.pages),
    }


def _article_from(told: Mapping[str, Any], text_of: TextOf) -> Article:
    text = text_of(told["id"], told["version"])
    if text is None:
        raise VersionGone(f"version {told['version']} of article {told['id']!r} is not kept any more: ask again")
    fields = {name: value for name, value in told.items() if name != "version"}
    fields["published"] = _day(told["published"])
    fields["date_found"] = DateFound(told["date_found"]) if told["date_found"] else None
    fields["pages"] = tuple(told["pages"])
    return Article(text=text, **fields)


def _citation_json(citation: Citation, articles: Sequence[Article]) -> dict[str, Any]:
    return {
        "marker": citation.marker,
        "article": [(a.id, a.version) for a in articles].index((citation.article.id, citation.article.version)),
        "span": [citation.span.start, citation.span.end],
        "quote": citation.quote,
        "also_in": [vars(other) | {"published": _iso(other.published)} for other in citation.also_in],
    }


def _citation_from(told: Mapping[str, Any], articles: Sequence[Article]) -> Citation:
    copies = (AlsoIn(**{**other, "published": _day(other["published"])}) for other in told["also_in"])
    span = Span(*told["span"])
    return Citation(told["marker"], articles[told["article"]], span, told["quote"], tuple(copies))


def _disagreement_json(disagreement: Disagreement) -> dict[str, Any]:
    values = [vars(value) | {"citations": list(value.citations)} for value in disagreement.values]
    return {"about": disagreement.about, "values": values, "explanation": disagreement.explanation}


def _disagreement_from(told: Mapping[str, Any]) -> Disagreement:
    values = (DisputedValue(**value) for value in told["values"])
    settled = tuple(replace(value, citations=tuple(value.citations)) for value in values)
    return Disagreement(told["about"], settled, told["explanation"])


def _short_json(short: ShortAnswer | None) -> list[Any] | None:
    return [short.text, short.marker, [short.span.start, short.span.end]] if short else None


def _short_from(told: Sequence[Any] | None) -> ShortAnswer | None:
    return ShortAnswer(told[0], told[1], Span(*told[2])) if told else None


def _span_json(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]  # an empty span is false


def _span_from(told: Sequence[int] | None) -> Span | None:
    return Span(*told) if told else None


def _listed(names: tuple[str, ...] | None) -> list[str] | None:
    return None if names is None else list(names)


def _tuple(told: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if told is None else tuple(told)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
