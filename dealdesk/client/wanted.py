"""The parameters of operations that the API takes by other ways than one model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from api.schema.requests import ArticleRequest
from corpus.article import PUBLIC
from dealdesk.client.calls import Body, FileToSend, Form, Lines, Progress
from dealdesk.client.operations import Sent


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class NewestJobs(_Wanted):
    limit: int = 50


class Failures(_Wanted):
    after: str | None = None
    limit: int = 100


class AsStored(_Wanted):
    """raw: with the text that it was cleaned from."""

    raw: bool = False


class Span(_Wanted):
    """[start, end) of the text, all of it where neither is given; version: of this version, else of the live one."""

    start: int = 0
    end: int | None = None
    version: str | None = None


class Versions(_Wanted):
    """Those to compare."""

    old: str = Field(serialization_alias="from")
    new: str = Field(serialization_alias="to")


class Forgetting(_Wanted):
    """with_articles: those that came from the source as well."""

    with_articles: bool = False


class ArticleToPut(ArticleRequest, Sent):
    """if_version: replace this version, and no other. only_new: replace nothing."""

    if_version: str | None = Field(None, exclude=True)
    only_new: bool = Field(False, exclude=True)

    def headers(self) -> Mapping[str, str]:
        return {**_if_match(self.if_version), **({"If-None-Match": "*"} if self.only_new else {})}


class ArticleToDelete(_Wanted, Sent):
    """if_version: this version, and no other."""

    if_version: str | None = Field(None, exclude=True)

    def headers(self) -> Mapping[str, str]:
        return _if_match(self.if_version)


class FilesToUpload(_Wanted, Sent):
    """on_progress: is told the bytes that were sent, of how many."""

    files: SkipValidation[Sequence[FileToSend]] = Field(exclude=True)
    collection: str = Field(PUBLIC, exclude=True)
    callback_url: str | None = Field(None, exclude=True)
    on_progress: SkipValidation[Progress | None] = Field(None, exclude=True)

    def body(self) -> Body:
        said = {"collection": self.collection, "callback_url": self.callback_url}
        return Form(self.files, {name: said[name] or "" for name in said if name in self.model_fields_set})

    def progress(self) -> Progress | None:
        return self.on_progress


class LinesToPush(_Wanted, Sent):
    """articles: a file of JSON lines, or an object for each article, of the fields of PUT and the id.

    on_progress: is told the bytes that were sent, of how many.
    """

    articles: SkipValidation[Path | Iterable[ArticleRequest | Mapping[str, Any]]] = Field(exclude=True)
    collection: str = PUBLIC
    callback_url: str | None = None
    on_progress: SkipValidation[Progress | None] = Field(None, exclude=True)

    def body(self) -> Body:
        return Lines(self.articles)

    def progress(self) -> Progress | None:
        return self.on_progress


def _if_match(version: str | None) -> Mapping[str, str]:
    return {"If-Match": f'"{version}"'} if version is not None else {}
