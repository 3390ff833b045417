"""The commands for articles: articles, articles list, articles show, articles history, and purge."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from dealdesk.commands.options import Collections, Json
from dealdesk.commands.running import prepared

articles = typer.Typer(help="List the articles; show one, or its history.", invoke_without_command=True)

ArticleId = Annotated[str, typer.Argument(metavar="ID", help="As `dealdesk articles` lists it.")]


@articles.callback()
def list_articles(context: typer.Context, as_json: Json = False) -> None:
    """List the articles; show one, or its history."""
    if context.invoked_subcommand is None:
        list_some(as_json)


@articles.command("list")
def list_some(
    as_json: Json = False,
    collection: Collections = None,
    publisher: Annotated[list[str] | None, typer.Option(help="As the articles spell it. May be repeated.")] = None,
    q: Annotated[
        str | None, typer.Option("--q", metavar="WORDS", help="That each stand in the title, the publisher or the id.")
    ] = None,
    sort: Annotated[str, typer.Option(help="id, published, stored_at or title.")] = "id",
    order: Annotated[str, typer.Option(help="asc or desc; what has no date, or title, comes last either way.")] = "asc",
    limit: Annotated[int | None, typer.Option(min=1, help="How many at most; default: all.")] = None,
) -> None:
    """List the articles, all or some, in any order."""
    from dealdesk import rendering
    from dealdesk.doors import reading_door

    with prepared() as settings:
        from api.schema.requests import MAX_PAGE, ArticlesQuery

        asked = {"collection": collection, "publisher": publisher, "q": q, "sort": sort, "order": order}
        wanted = ArticlesQuery.model_validate(asked | {"limit": min(limit or MAX_PAGE, MAX_PAGE)})
        with reading_door(settings, "articles") as door:
            rendering.show_articles(list(islice(door.articles(wanted), limit)), as_json=as_json)


@articles.command()
def show(
    article_id: ArticleId,
    raw: Annotated[bool, typer.Option("--raw", help="As it came, lines that cleaning removed marked.")] = False,
    as_json: Json = False,
) -> None:
    """Show an article: where it comes from, how its date was found, and its text."""
    from dealdesk import version_view
    from dealdesk.doors import reading_door

    with prepared() as settings, reading_door(settings, "articles") as door:
        stored = door.live(article_id)
        if stored is None:
            raise typer.BadParameter(f"there is no article {article_id}: `dealdesk articles` lists those there are")
        version_view.show_article(stored, door.raw(article_id) if raw else None, marked=raw, as_json=as_json)


@articles.command()
def history(
    article_id: ArticleId,
    diff: Annotated[bool, typer.Option("--diff", help="What changed between the last two, word by word.")] = False,
    old: Annotated[str | None, typer.Option("--from", metavar="VERSION", help="With --diff: the one before.")] = None,
    new: Annotated[str | None, typer.Option("--to", metavar="VERSION", help="With --diff: the one after.")] = None,
    as_json: Json = False,
) -> None:
    """Show the versions of an article that are kept, the newest first, or what changed between two."""
    from dealdesk import version_view
    from dealdesk.doors import reading_door

    with prepared() as settings, reading_door(settings, "articles") as door:
        versions = door.versions(article_id)
        if not versions:
            raise typer.BadParameter(f"nothing is kept of an article {article_id}: `dealdesk articles` lists them")
        if not (diff or old or new):
            version_view.show_history(versions, as_json=as_json)
            return
        pair = version_view.chosen(versions, old, new)
        before, after = (door.version(article_id, each.version) for each in pair)
        if before is None or after is None:
            raise typer.BadParameter(f"a version of {article_id} was erased meanwhile: look again")
        version_view.show_differences(before.article, after.article, as_json=as_json)


def purge(
    article_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Erase articles from the disk for good, with their history; without an ID, what was removed or has expired.

    An article whose file is still in a folder, or whose source still has it, comes back with the next refresh.
    """
    from dealdesk import version_view
    from dealdesk.purging import purge as erase

    with prepared() as settings:
        erased = erase(settings, article_ids or [])
        version_view.show_erased(erased, as_json=as_json)
        if erased.unknown or erased.leaves_traces:
            raise typer.Exit(1)
