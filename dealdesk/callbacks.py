"""Telling whoever asked for a job that it is over, or watches a question that its answer changed."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence

from pydantic import BaseModel

from api.schema.jobs import job_body, job_details_body
from corpus.change import Outcome
from corpus.errors import FetchRefused
from corpus.fetching.fetch import Fetcher
from corpus.jobs import Job

SIGNATURE = "Dealdesk-Signature"


class Callbacks:
    """Posts what the API tells, signed. secret: None to tell nobody."""

    def __init__(self, fetcher: Fetcher, secret: str | None) -> None:
        self._fetcher = fetcher
        self._secret = secret

    def check(self, url: str) -> None:
        """Raises FetchRefused for an address that could not be told."""
        if self._secret is None:
            raise FetchRefused("a callback is signed: set DEALDESK_CALLBACK_SECRET, or ask without callback_url")
        self._fetcher.check(url)

    def tell(self, job: Job, failures: Sequence[Outcome]) -> None:
        """Raises FetchRefused, FetchFailed."""
        if job.callback_url is not None:
            self.post(job.callback_url, job_details_body(job_body(job), failures))

    def post(self, url: str, told: BaseModel) -> None:
        """Raises FetchRefused, FetchFailed."""
        if self._secret is None:
            return
        body = told.model_dump_json().encode()
        headers = {"Content-Type": "application/json", SIGNATURE: signature(body, self._secret, int(time.time()))}
        self._fetcher.post(url, body, headers)


def signature(body: bytes, secret: str, moment: int) -> str:
    """What proves that a body was sent by who knows the secret, and when (Unix seconds)."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
