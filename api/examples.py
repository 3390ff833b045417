"""Examples of the OpenAPI document, by the names of operations. What is asked here works over examples/corpus."""

from __future__ import annotations

from typing import Any

_QUESTION = "How much will the gas-fired power plant in Portsmouth, Ohio cost?"
_QUOTE = "A natural gas-fired power plant in Portsmouth is priced at $33 billion."
_PLANT = "first-tranche-announced"
_FERRY = {"title": "Ferry sold", "text": "Northwind Cable sold its ferry for $9 million.", "published": "2026-03-02"}

PARAMETERS: dict[str, dict[str, Any]] = {
    "get_article": {"id": _PLANT},
    "get_text": {"id": _PLANT, "start": 274, "end": 345},
    "list_versions": {"id": _PLANT},
    "put_article": {"id": "ferry-sale"},
    "list_articles": {"publisher": ["Harbour Ledger"], "sort": "published", "order": "desc"},
    "timeline": {"query": "Northwind Cable", "since": "2025-12-31"},
    "figures": {"query": "Portsmouth", "kind": ["money"]},
    "get_chat_model": {"id": "dealdesk"},
}

REQUESTS: dict[str, dict[str, Any]] = {
    "ask": {
        "a question": {"question": _QUESTION},
        "as of a day, in some collections": {"question": _QUESTION, "as_of": "2026-02-20", "collections": ["public"]},
        "a follow-up, answered with events": {
            "question": "Who will operate it?",
            "history": [{"role": "user", "text": _QUESTION}, {"role": "assistant", "text": f"{_QUOTE} [1]"}],
            "stream": True,
        },
    },
    "ask_batch": {"two questions": {"questions": [{"question": _QUESTION}, {"question": "Who buys Northwind Cable?"}]}},
    "search": {"some words": {"query": "gas-fired plant Portsmouth", "top_k": 3}},
    "complete_chat": {"a question": {"model": "dealdesk", "messages": [{"role": "user", "content": _QUESTION}]}},
    "rate_answer": {"it helped": {"helpful": True, "comment": "The figure is right."}},
    "begin_conversation": {"with a title": {"title": "The Ohio plant"}},
    "put_article": {"a text": {**_FERRY, "publisher": "Harbour Ledger", "collection": "deals"}},
    "push_articles": {
        "two articles": '{"id": "ferry-sale", "title": "Ferry sold", "text": "Sold for $9 million."}\n'
        '{"id": "tram-lease", "title": "Tram leased", "text": "Leased for $7 million."}\n'
    },
    "upload": {"a file": {"files": ["Northwind Cable sold its ferry for $9 million."], "collection": "deals"}},
    "purge": {"an article": {"articles": ["ferry-sale"]}},
    "add_source": {
        "a feed": {"location": "https://example.com/deals.xml", "kind": "feed", "collection": "deals"},
    },
    "refresh": {"all sources": {}},
    "start_watch": {"a question": {"question": _QUESTION, "collections": ["public"]}},
    "create_key": {
        "a reader of two collections": {
            "name": "the weekly digest",
            "role": "reader",
            "collections": ["deals", "public"],
            "expires_at": "2099-12-31T23:59:59Z",
            "requests_per_minute": 60,
        }
    },
    "use_embedding_model": {"the one that comes with dealdesk": {"use": "all-MiniLM-L6-v2"}},
}

_ARTICLE = {
    "article_id": _PLANT,
    "version": "34bda9982b35c391a4f6a6c0ebdf7eba",
    "title": "Trump announces first $36 billion of Japanese projects",
    "publisher": "Harbour Ledger",
    "published": "2026-02-18",
    "url": "https://example.com/harbour-ledger/first-tranche-announced",
}
_ANSWER: dict[str, Any] = {
    "id": "9180a9853cb94ff28eba04dbd67b5b9c",
    "question": _QUESTION,
    "status": "answered",
    "reason": None,
    "text": f"{_QUOTE} [1]",
    "short_answer": {"text": "$33 billion", "citation": 1, "article_id": _PLANT, "start": 333, "end": 344},
    "statements": [{"text": _QUOTE, "citations": [1], "emphasis": {"start": 59, "end": 70}}],
    "citations": [
        {"marker": 1, **_ARTICLE, "start": 274, "end": 345, "page": None, "quote": _QUOTE, "also_in": []},
    ],
    "disagreements": [],
    "missing": [],
    "nearest": [],
    "as_of": None,
    "answerer": "extractive",
    "index_version": "0a55f4049d9e420d-53aa5117",
    "elapsed_ms": 103,
    "note": None,
    "conversation": None,
}
_JOB = {
    "id": "job-06dc5d7329ae45d9a3a8ed2679f0b213",
    "kind": "push",
    "about": "JSON lines",
    "state": "running",
    "found": 20,
    "done": 5,
    "unchanged": 2,
    "added": 3,
    "replaced": 0,
    "removed": 0,
    "failed": 0,
    "articles_per_second": 2.5,
    "seconds_left": 10.0,
    "embedding": {"done": 12, "total": 40},
    "asked_at": "2026-03-01T08:30:00Z",
    "started_at": "2026-03-01T08:30:01Z",
    "ended_at": None,
    "error": None,
}

RESPONSES: dict[str, dict[str, Any]] = {
    "ask": {"200": _ANSWER},
    "ask_batch": {"200": {"replies": [{"answer": _ANSWER, "problem": None}]}},
    "search": {
        "200": {
            "hits": [{"rank": 1, "score": 0.59, **_ARTICLE, "start": 274, "end": 345, "text": _QUOTE, "also_in": []}],
            "lexical_only": False,
        }
    },
    "get_text": {
        "200": {
            "id": _PLANT,
            "version": _ARTICLE["version"],
            "start": 274,
            "end": 345,
            "chars": 1925,
            "text": _QUOTE,
        }
    },
    "put_article": {"201": {"id": "ferry-sale", "changed": True, "version": "f56de5b698a6e6c3939f7748569699bd"}},
    "begin_conversation": {
        "201": {
            "id": "bed0e3a2ba454bf6949302b94c1e1475",
            "title": "The Ohio plant",
            "began_at": "2026-03-01T08:30:00Z",
            "turns": 0,
        }
    },
    "get_job": {"200": {**_JOB, "failures": []}},
    **{name: {"202": _JOB} for name in ("push_articles", "upload", "refresh", "refresh_source")},
    "me": {
        "200": {"id": "k571c0a3f1519", "role": "reader", "collections": ["deals", "public"], "requests_per_minute": 60}
    },
}


def add(operation: dict[str, Any]) -> None:
    """Put an operation's examples into its description."""
    name = operation["operationId"]
    for parameter in operation.get("parameters", []):
        if parameter["name"] in PARAMETERS.get(name, {}):
            parameter["example"] = PARAMETERS[name][parameter["name"]]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if name in REQUESTS:
            content["examples"] = {said: {"summary": said, "value": value} for said, value in REQUESTS[name].items()}
    for status, value in RESPONSES.get(name, {}).items():
        operation["responses"][status]["content"]["application/json"]["example"] = value
