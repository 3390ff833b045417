"""Examples of the OpenAPI document, by operation. All of them work over the articles in examples/corpus."""

from __future__ import annotations

from typing import Any


def add(operation: dict[str, Any]) -> None:
    """Put an operation's examples into its description."""
