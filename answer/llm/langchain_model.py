"""The LLM through LangChain: the only file that knows its chat models, and it imports them when one is first asked."""

from __future__ import annotations

import email.utils
import json
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from threading import Lock
from typing import Any, Literal

from answer.errors import ChatModelFailed
from answer.llm.background import BackgroundLoop
from answer.ports import Completion, Prompt

Structure = Literal["json_schema", "function_calling", "json_mode"]

# Given explicitly, because the clients would otherwise take another address from variables of their own.
HOMES = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "ollama": "http://127.0.0.1:11434",
}
_REMEDIES = {
    400: "see that the model's name and DEALDESK_LLM_STRUCTURE fit the provider",
    401: "check DEALDESK_LLM_API_KEY",
    403: "see what DEALDESK_LLM_API_KEY may use",
    404: "check the model's name and DEALDESK_LLM_BASE_URL",
    429: "too many requests, or nothing left on the account",
}
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_REDIRECTED_FROM = 300  # from here on nothing was written, and nothing is charged


class LangChainModel:
    """Implements ChatModel for `provider:model`. Close it.

    base_url: another address than the provider's own. structure: how the reply's form is asked for; None leaves it to
    LangChain. Raises ValueError for a name that is none, and MissingExtra.
    """

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        output_tokens: int = 4_000,
        structure: Structure | None = None,
    ) -> None:
        self._provider, _, self._model = name.partition(":")
        if self._provider not in HOMES or not self._model:
            raise ValueError(f"{name!r} names no LLM: write {', '.join(f'{p}:MODEL' for p in HOMES)}")
        if not (find_spec("langchain") and find_spec(f"langchain_{self._provider}")):
            raise MissingExtra(f"{name} needs another part: run pip install 'dealdesk[{self._provider}]'")
        if not api_key and not base_url and self._provider != "ollama":
            raise ValueError(f"{self._provider} asks for a key: set DEALDESK_LLM_API_KEY")
        self._base_url = base_url or HOMES[self._provider]
        self._api_key = api_key or "none"  # a server of one's own may want none, and the clients insist on one
        self._output_tokens = output_tokens
        self._structure = structure
        self._loop = BackgroundLoop("llm")
        self._loading = Lock()
        self._chat: Any = None
        self._http: Any = None

    def warm_up(self) -> None:
        """Import LangChain, which takes seconds, and make the client. Raises ChatModelFailed."""
        with self._loading:
            if self._chat is not None:
                return
            try:
                from langchain.chat_models import init_chat_model

                self._chat = init_chat_model(
                    self._model, model_provider=self._provider, base_url=self._base_url, **self._options()
                )
            except Exception as error:  # whatever LangChain or a client of it raises; its text may hold the key
                raise ChatModelFailed(
                    f"it could not be set up ({type(error).__name__}): install dealdesk[{self._provider}] as locked",
                    may_have_cost=False,
                ) from None

    def complete(self, prompt: Prompt, schema: Mapping[str, object], timeout_seconds: float) -> Completion:
        """Raises ChatModelFailed, whose message holds nothing that the provider sent."""
        self.warm_up()
        try:
            message = self._loop.run(self._ask(prompt, schema), timeout_seconds)
        except Exception as error:  # whatever a vendor's client raises ends here
            raise _failure(error) from None  # its text may hold the key
        return _completion(message)

    def close(self) -> None:
        """Give up what is under way, and close the connections."""
        if self._http is not None:
            self._loop.run(self._http.aclose(), timeout_seconds=5.0)
        self._loop.close()

    def _options(self) -> dict[str, Any]:
        # Retries are ours: the clients' own know neither the deadline nor the spend limit.
        if self._provider == "ollama":
            return {"num_predict": self._output_tokens}
        options: dict[str, Any] = {"api_key": self._api_key, "max_tokens": self._output_tokens, "max_retries": 0}
        if self._provider == "openai":
            from openai import DefaultAsyncHttpxClient

            # One of our own: LangChain would share one between event loops. A redirect would take the prompt elsewhere.
            self._http = DefaultAsyncHttpxClient(follow_redirects=False, timeout=None)
            options["http_async_client"] = self._http
            if self._base_url != HOMES["openai"]:
                options["use_responses_api"] = False
        return options

    async def _ask(self, prompt: Prompt, schema: Mapping[str, object]) -> Any:
        from langsmith import tracing_context

        how = {"method": self._structure} if self._structure else {}
        structured = self._chat.with_structured_output(_titled(schema), include_raw=True, **how)
        with tracing_context(enabled=False):  # LANGSMITH_TRACING would send the prompt to a third party
            reply = await structured.ainvoke([("system", prompt.instructions), ("human", prompt.material)])
        return reply["raw"]


class MissingExtra(Exception):
    """An optional part of the installation is missing; the message names the command that installs it."""


def _titled(schema: Mapping[str, object]) -> dict[str, object]:
    return {"title": "Draft", "description": "An answer with its proof.", **schema}


def _completion(message: Any) -> Completion:
    """The JSON as text, whether it came as the message or as the arguments of a call."""
    usage = message.usage_metadata or {}
    text = json.dumps(message.tool_calls[0]["args"]) if message.tool_calls else message.text
    return Completion(str(text), usage.get("input_tokens"), usage.get("output_tokens"))


def _failure(error: BaseException) -> ChatModelFailed:
    if isinstance(error, TimeoutError):
        return ChatModelFailed("it took too long: ask again, or raise DEALDESK_LLM_DEADLINE_SECONDS")
    status = _status(error)
    if status is not None:
        return ChatModelFailed(
            f"it answered {status}: {_REMEDIES.get(status, 'the provider has trouble')}",
            may_retry=status in _PASSING,
            retry_after_seconds=_retry_after(error),
            may_have_cost=status < _REDIRECTED_FROM,
        )
    kinds = [type(cause).__name__ for cause in _causes(error)]
    if any("Connect" in kind for kind in kinds):
        return ChatModelFailed(
            "the connection failed: check DEALDESK_LLM_BASE_URL and the network",
            may_retry=True,
            may_have_cost="ConnectError" not in kinds,  # httpx: it never came to be
        )
    return ChatModelFailed(f"its reply could not be read ({kinds[0]})")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _status(error: BaseException) -> int | None:
    """The HTTP status behind an error of any provider's client."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status >= _REDIRECTED_FROM else None


def _retry_after(error: BaseException) -> float | None:
    """Seconds, from a header in seconds or as a date; None where there is none that can be read."""
    value = getattr(getattr(error, "response", None), "headers", {}).get("retry-after")
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
