"""The commands that read: ask, search, timeline and figures."""

from __future__ import annotations

from typing import Annotated

import typer

from dealdesk.commands.options import AsOf, Collections, Json, PublishedFrom, PublishedTo, Since, TopK
from dealdesk.commands.running import prepared


def ask(
    question: str,
    as_json: Json = False,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    top_k: TopK = 8,
) -> None:
    """Ask, and get an answer with its proof. Exit code 0 also when the articles hold no answer."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with prepared() as settings:
        from api.schema.requests import AskRequest

        request = AskRequest(
            question=question,
            as_of=as_of,
            published_from=published_from,
            published_to=published_to,
            collections=collection,
            top_k=top_k,
        )
        with reading_door(settings, "ask") as door:
            rendering.show_answer(door.ask(request), as_json=as_json)


def search(
    query: str,
    as_json: Json = False,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    top_k: TopK = 8,
) -> None:
    """Find passages, best first."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with prepared() as settings:
        from api.schema.requests import SearchRequest

        request = SearchRequest(
            query=query,
            as_of=as_of,
            published_from=published_from,
            published_to=published_to,
            collections=collection,
            top_k=top_k,
        )
        with reading_door(settings, "search") as door:
            rendering.show_hits(door.search(request), as_json=as_json)


def timeline(
    query: str,
    as_json: Json = False,
    since: Since = None,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many lines, those that carry most.")] = 50,
) -> None:
    """What happened when, or what changed since a day: dated lines, each with its proof."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with prepared() as settings:
        from api.schema.timeline import TimelineQuery

        wanted = TimelineQuery(
            query=query,
            since=since,
            as_of=as_of,
            collection=collection,
            published_from=published_from,
            published_to=published_to,
            limit=limit,
        )
        with reading_door(settings, "timeline") as door:
            rendering.show_timeline(door.timeline(wanted), as_json=as_json)


def figures(
    query: Annotated[str | None, typer.Argument(help="Left out: every figure of every article.")] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
    kind: Annotated[list[str] | None, typer.Option(help="money, percent, date or count. May be repeated.")] = None,
    as_of: AsOf = None,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    collection: Collections = None,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="How many figures, the first or the best.")] = 200,
) -> None:
    """The deal sheet: figures with what they measure, their article, its date and the sentence that proves them."""
    from dealdesk.doors import reading_door
    from dealdesk.figure_table import show_figures

    with prepared() as settings:
        from api.schema.figures import FiguresQuery

        asked = {"query": query, "kind": kind or [], "collection": collection, "limit": limit}
        days = {"as_of": as_of, "published_from": published_from, "published_to": published_to}
        wanted = FiguresQuery.model_validate(asked | days)
        with reading_door(settings, "figures") as door:
            show_figures(door.figures(wanted), as_json=as_json, as_csv=as_csv)
