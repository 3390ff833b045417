"""The parts of a question that asks several things."""

from __future__ import annotations

import re

_ASKING = (
    r"(?:who(?:m|se)?|what|when|where|which|why|how|is|are|was|were|does|do|did|has|have|can|could|will|would|should)"
)
_PLACED = r"(?:(?:for|at|by|from|to|in|on|with) )?"
_JOINT = re.compile(
    rf"\?\s+(?=\w)|(?:\s*[,;])?\s+(?:and|or)\s+(?={_PLACED}{_ASKING}\b)"
    # without "and", "Acme, who sold it, ..." is no second question
    rf"|\s*[,;]\s+(?=(?!who|which|when|where){_PLACED}{_ASKING}\b|(?:who|when|where)\b\s*(?:,|and\b))",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"{_PLACED}{_ASKING}\b", re.IGNORECASE)
_ALONE = re.compile(
    rf"(?:and |but )?(?P<ask>{_PLACED}"
    r"(?:whom?|when|where|why|how(?: (?:much|many|long|far|often|soon))?|(?:what|which) [\w-]+))",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"^.*?[,;:]\s+(?={_ASKING}\b)", re.IGNORECASE)
_MAX_PARTS = 4


def parts_of(question: str) -> tuple[str, ...]:
    """Each thing that is asked, as a question that stands by itself but for its pronouns; the whole where it is one.

    What comes before the first of them ("In the Acme lease, ...") is said before each.
    """
    lead = match[0] if (match := _LEAD.match(question)) and not _OPENS.match(question) else ""
    pieces = [piece.strip(" ?.,;") for piece in _JOINT.split(question[len(lead) :])]
    pieces = [piece for piece in pieces if any(c.isalnum() for c in piece)]
    asked = [piece for piece in pieces if _OPENS.match(piece)]
    if not 2 <= len(asked) <= _MAX_PARTS or len(asked) < len(pieces):
        return (question,)
    if not all(_ALONE.fullmatch(piece) or len(piece.split()) > 2 for piece in asked) or _ALONE.fullmatch(asked[0]):
        return (question,)
    return tuple(f"{lead}{_completed(piece, asked[0])}?" for piece in asked)


def _completed(piece: str, first: str) -> str:
    """A piece that is a bare question word ("and when?") with what the first piece asked about."""
    if not (match := _ALONE.fullmatch(piece)):
        return piece
    rest = re.sub(rf"^{_ASKING}(?: (?:much|many))? ", "", first, flags=re.IGNORECASE)
    return f"{match['ask']} ({rest})"
