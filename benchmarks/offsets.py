"""The offsets that LangChain reports for its chunks, put right."""

from __future__ import annotations

from collections.abc import Sequence


def repaired(text: str, chunks: Sequence[str], starts: Sequence[int]) -> list[int]:
    """`starts`, corrected where `add_start_index` took another occurrence of the same characters.

    Chunks leave nothing out but white space. Where something else stands between a chunk and the next one, the first
    (a page number, say) was placed too early: it belongs before the next one, as late as it fits.
    """
    right = list(starts)
    for i in range(len(chunks) - 2, -1, -1):
        if right[i] < 0 or text[right[i] + len(chunks[i]) : right[i + 1]].strip():
            right[i] = text.rfind(chunks[i], 0, right[i + 1])
    if any(text[start : start + len(chunk)] != chunk for start, chunk in zip(right, chunks, strict=True)):
        raise ValueError(
            "a chunk is not a slice of its text: split with strip_whitespace and keep_separator at default"
        )
    return right
