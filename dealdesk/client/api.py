"""Every operation of the API, each described once for both clients."""

from __future__ import annotations

from collections.abc import Mapping

from api.schema.articles import ArticleBody, ArticlesBody, CollectionsBody, HitsBody, ReceiptBody, SearchBody, TextBody
from api.schema.conversations import (
    ConversationBody,
    ConversationDetailsBody,
    ConversationRequest,
    ConversationsBody,
    FeedbackRequest,
    FeedbacksBody,
    PageQuery,
)
from api.schema.embedding_models import ModelRequest, ModelsBody
from api.schema.events import CitationsBody, StatusBody
from api.schema.figures import FiguresBody, FiguresQuery
from api.schema.health import AliveBody, ReadyBody
from api.schema.jobs import FailuresBody, JobBody, JobDetailsBody, JobsBody
from api.schema.keys import AuditBody, AuditQuery, CallerBody, CreatedKeyBody, KeyRequest, KeysBody
from api.schema.purges import ErasedBody, PurgeRequest
from api.schema.replies import AnswerBody, BatchBody, KeptAnswerBody, StatementBody
from api.schema.requests import ArticlesQuery, AskRequest, BatchRequest, SearchRequest
from api.schema.sources import RefreshRequest, SourceBody, SourceRequest, SourcesBody
from api.schema.timeline import TimelineBody, TimelineQuery
from api.schema.versions import DiffBody, VersionsBody
from api.schema.watches import WatchBody, WatchDetailsBody, WatchesBody, WatchRequest
from dealdesk.client.operations import Nothing, Operation, operation, operation_on, operation_on_two
from dealdesk.client.series import Events, Items
from dealdesk.client.wanted import (
    ArticleToDelete,
    ArticleToPut,
    AsStored,
    Failures,
    FilesToUpload,
    Forgetting,
    LinesToPush,
    NewestJobs,
    Span,
    Versions,
)

AskEvent = StatusBody | HitsBody | StatementBody | CitationsBody | AnswerBody
"""What ask_stream gives: statuses and hits, then, once all of it is checked, each statement, the citations and, as the
last one, the whole answer.
"""

_ASK_EVENTS: Mapping[str, type[AskEvent]] = {
    "status": StatusBody,
    "hits": HitsBody,
    "statement": StatementBody,
    "citations": CitationsBody,
    "answer": AnswerBody,
}
_NONE = type(None)


class Api:
    """The methods of both clients. Parameters are given by name, but for the ids, which come first.

    `client.put_article("ohio-plant", title="...", text="...")`. What only lists gives one page; `all_...` goes through
    all of them. Errors: see dealdesk.client.errors; pydantic.ValidationError for parameters that the API would refuse.
    """

    # questions
    ask = operation("POST", "/v1/ask", AskRequest, AnswerBody, fixed={"stream": False})
    ask_stream = Events(
        operation("POST", "/v1/ask", AskRequest, AnswerBody, fixed={"stream": True}), _ASK_EVENTS, ["answer"]
    )
    ask_batch = operation("POST", "/v1/ask/batch", BatchRequest, BatchBody)
    search = operation("POST", "/v1/search", SearchRequest, SearchBody, may_repeat=True)
    timeline = operation("GET", "/v1/timeline", TimelineQuery, TimelineBody)
    figures = operation("GET", "/v1/figures", FiguresQuery, FiguresBody, fixed={"format": "json"})
    figures_csv = operation("GET", "/v1/figures", FiguresQuery, str, fixed={"format": "csv"})

    # answers and conversations
    get_answer = operation_on("GET", "/v1/answers/{id}", Nothing, KeptAnswerBody)
    rate_answer = operation_on("PUT", "/v1/answers/{id}/feedback", FeedbackRequest, _NONE, keyed=True)
    list_feedback = operation("GET", "/v1/feedback", PageQuery, FeedbacksBody)
    all_feedback = Items(list_feedback, lambda page: page.feedback)
    begin_conversation = operation("POST", "/v1/conversations", ConversationRequest, ConversationBody, keyed=True)
    list_conversations = operation("GET", "/v1/conversations", PageQuery, ConversationsBody)
    all_conversations = Items(list_conversations, lambda page: page.conversations)
    get_conversation = operation_on("GET", "/v1/conversations/{id}", Nothing, ConversationDetailsBody)
    delete_conversation = operation_on("DELETE", "/v1/conversations/{id}", Nothing, _NONE, keyed=True)

    # articles
    list_articles = operation("GET", "/v1/articles", ArticlesQuery, ArticlesBody)
    all_articles = Items(list_articles, lambda page: page.articles)
    get_article = operation_on("GET", "/v1/articles/{id}", AsStored, ArticleBody)
    put_article = operation_on("PUT", "/v1/articles/{id}", ArticleToPut, ReceiptBody, keyed=True)
    put_article_later = operation_on(
        "PUT", "/v1/articles/{id}", ArticleToPut, JobBody, keyed=True, headers={"Prefer": "respond-async"}
    )
    delete_article = operation_on("DELETE", "/v1/articles/{id}", ArticleToDelete, _NONE, keyed=True)
    get_text = operation_on("GET", "/v1/articles/{id}/text", Span, TextBody)
    list_versions = operation_on("GET", "/v1/articles/{id}/versions", Nothing, VersionsBody)
    get_version = operation_on_two("GET", "/v1/articles/{id}/versions/{version}", Nothing, ArticleBody)
    compare = operation_on("GET", "/v1/articles/{id}/diff", Versions, DiffBody)
    push_articles = operation("POST", "/v1/articles", LinesToPush, JobBody, keyed=True)
    upload = operation("POST", "/v1/uploads", FilesToUpload, JobBody, keyed=True)
    list_collections = operation("GET", "/v1/collections", Nothing, CollectionsBody)
    purge = operation("POST", "/v1/purges", PurgeRequest, ErasedBody, keyed=True)

    # where articles come from, and jobs
    list_sources = operation("GET", "/v1/sources", Nothing, SourcesBody)
    add_source = operation("POST", "/v1/sources", SourceRequest, SourceBody, keyed=True)
    get_source = operation_on("GET", "/v1/sources/{id}", Nothing, SourceBody)
    remove_source = operation_on("DELETE", "/v1/sources/{id}", Forgetting, _NONE, keyed=True)
    refresh_source = operation_on("POST", "/v1/sources/{id}/refresh", Nothing, JobBody, keyed=True)
    refresh = operation("POST", "/v1/refreshes", RefreshRequest, JobBody, keyed=True)
    list_jobs = operation("GET", "/v1/jobs", NewestJobs, JobsBody)
    get_job = operation_on("GET", "/v1/jobs/{id}", Nothing, JobDetailsBody)
    list_failures = operation_on("GET", "/v1/jobs/{id}/failures", Failures, FailuresBody)
    all_failures = Items(list_failures, lambda page: page.failures, "after")
    cancel_job = operation_on("POST", "/v1/jobs/{id}/cancel", Nothing, JobBody, keyed=True)
    follow_job = Events(
        operation_on("GET", "/v1/jobs/{id}/events", Nothing, JobBody), {"progress": JobBody, "end": JobBody}, ["end"]
    )

    # watches
    list_watches = operation("GET", "/v1/watches", Nothing, WatchesBody)
    start_watch = operation("POST", "/v1/watches", WatchRequest, WatchBody, keyed=True)
    get_watch = operation_on("GET", "/v1/watches/{id}", Nothing, WatchDetailsBody)
    stop_watch = operation_on("DELETE", "/v1/watches/{id}", Nothing, _NONE, keyed=True)

    # the server and its callers
    me = operation("GET", "/v1/me", Nothing, CallerBody)
    list_keys = operation("GET", "/v1/keys", Nothing, KeysBody)
    create_key = operation("POST", "/v1/keys", KeyRequest, CreatedKeyBody)
    revoke_key = operation_on("DELETE", "/v1/keys/{id}", Nothing, _NONE, may_repeat=True)
    list_audit = operation("GET", "/v1/audit", AuditQuery, AuditBody)
    all_audit = Items(list_audit, lambda page: page.entries, "before")
    list_embedding_models = operation("GET", "/v1/embedding-models", Nothing, ModelsBody)
    use_embedding_model = operation("POST", "/v1/embedding-models", ModelRequest, JobBody, keyed=True)
    alive = operation("GET", "/livez", Nothing, AliveBody)
    ready = operation("GET", "/readyz", Nothing, ReadyBody, taken=[503])
    metrics = operation("GET", "/metrics", Nothing, str)


def operations() -> dict[str, Operation[..., object]]:
    """Each operation by the name of its method, those behind events and pages included."""
    parts = {name: part for name, part in vars(Api).items() if isinstance(part, Operation | Events | Items)}
    return {name: part if isinstance(part, Operation) else part.of for name, part in parts.items()}
