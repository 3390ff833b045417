"""The query, the JSON and the CSV of GET /v1/figures, over HTTP and from the command line."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from answer.figures import Kind, Value
from answer.sheet import Sheet, SheetLine
from api.schema.requests import AS_OF, MAX_COLLECTIONS, selection
from api.schema.words import AsOf, Collection, Day, Words
from corpus.article import Selection

DEFAULT_FIGURES = 200
MAX_FIGURES = 5_000

_LEXICAL_NOTE = "The vector index is not available right now: this was found by words alone."
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

SheetKind = Literal[Kind.MONEY, Kind.PERCENT, Kind.DATE, Kind.COUNT]


class FiguresQuery(BaseModel):
    """Not strict: a query string holds nothing but strings."""

    model_config = ConfigDict(extra="forbid")

    query: Words | None = Field(None, description="Left out: every figure of every article.")
    as_of: AsOf = Field(None, description=AS_OF)
    collection: Annotated[list[Collection], Field(max_length=MAX_COLLECTIONS)] | None = Field(
        None, description="May be repeated."
    )
    published_from: Day = Field(None, description="Inclusive; undated articles are left out.")
    published_to: Day = Field(None, description="Inclusive; undated articles are left out.")
    kind: list[SheetKind] = Field([], max_length=len(Kind), description="May be repeated; left out: all.")
    limit: int = Field(DEFAULT_FIGURES, ge=1, le=MAX_FIGURES, description="How many figures, the first or the best.")
    format: Literal["json", "csv"] = "json"

    @model_validator(mode="after")
    def _dates_in_order(self) -> FiguresQuery:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise ValueError("published_from is after published_to: exchange them or leave one out")
        return self

    def selection(self) -> Selection:
        return selection(self.collection, self.published_from, self.published_to, self.as_of)


class FigureBody(BaseModel):
    """One figure. figure: as it is written, at [start, end) of the stored text; value and upper: in `unit`, exactly,
    upper only for a range; measures: the words beside it that say what it is of. quote: its sentence, which stands at
    [quote_start, quote_end). Offsets count Unicode code points.
    """

    figure: str
    kind: Kind
    unit: str
    value: str
    upper: str | None
    approximate: bool
    measures: str | None
    article_id: str
    version: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    quote: str
    quote_start: int
    quote_end: int


class FiguresBody(BaseModel):
    """more: whether there are figures beyond the limit."""

    query: str | None
    as_of: AsOf
    figures: list[FigureBody]
    more: bool
    note: str | None


def figures_body(wanted: FiguresQuery, sheet: Sheet) -> FiguresBody:
    """A deal sheet as it goes out."""
    found = [_figure_body(line) for line in islice(sheet.lines, wanted.limit)]
    return FiguresBody(
        query=wanted.query,
        as_of=wanted.as_of,
        figures=found,
        more=next(sheet.lines, None) is not None,
        note=_LEXICAL_NOTE if sheet.lexical_only else None,
    )


def figures_csv(body: FiguresBody) -> str:
    """The figures as CSV (RFC 4180) with a line of names first.

    A cell that a spreadsheet would take for a formula begins with an apostrophe: document text is data.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FigureBody.model_fields)
    for figure in body.figures:
        writer.writerow(_cell(value) for value in figure.model_dump(mode="json").values())
    return out.getvalue()


def _cell(value: object) -> str:
    written = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    dangerous = written.startswith(_FORMULA_STARTS) or written.lstrip().startswith(_FORMULA_STARTS)
    return f"'{written}" if dangerous else written


def _figure_body(line: SheetLine) -> FigureBody:
    article, figure = line.article, line.figure
    return FigureBody(
        figure=line.written,
        kind=figure.kind,
        unit=figure.unit,
        value=_plain(figure.value),
        upper=None if figure.upper is None else _plain(figure.upper),
        approximate=figure.approximate,
        measures=line.measures.of(article.text) if line.measures else None,
        article_id=article.id,
        version=article.version,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        start=figure.span.start,
        end=figure.span.end,
        quote=line.quote,
        quote_start=line.sentence.start,
        quote_end=line.sentence.end,
    )


def _plain(value: Value) -> str:
    """Digits without an exponent: 2100000000 and 6.25; a date as it is written in ISO 8601."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
