"""Page furniture in saved pages: what stands around an article without being of it.

Only for sources that are saved pages (plain text, HTML). An article that comes with its text in a field, or in
Markdown, was written as it is and is left alone. In doubt a line stays: furniture that is kept costs a weak passage,
text that is lost cannot be found at all.
"""

from __future__ import annotations

import re

_BODY_CHARS = 160
_SENTENCE_CHARS = 60

_TAIL_HEADING = re.compile(
    r"""(?: related\ (?:topics?|news|articles?|stories|posts?|content|reading|links?)
    | most\ (?:discussed|read|popular|viewed|shared|commented)
    | trending (?:\ now|\ news|\ topics)?
    | recommended (?:\ for\ you|\ stories|\ reading)?
    | you\ (?:may|might)\ also\ like
    | more\ (?:from|stories|news|headlines)\b.{0,40}
    | (?:latest|top)\ (?:news|stories|headlines) | popular\ (?:now|stories|posts) | editor'?s'?\ picks?
    | follow\ us\b.{0,40} | leave\ a\ (?:comment|reply) | about\ the\ author
    | sign\ up\b.{0,60} | subscribe\b.{0,60} | newsletter\b.{0,40} | sponsored (?:\ content)?
    | (?P<weak> see\ also | read\ (?:more|next|also) | (?P<foot> more\ (?:on|in)\b.{0,40} | tags?
        | comments? (?:\ \(\d+\))? | share (?:\ this)? (?:\ article|\ story|\ post)? ))
    )\s*:?""",
    re.IGNORECASE | re.VERBOSE,
)
# A list item "(c) the Buyer ..." is no copyright line: that one names a year.
_ANYWHERE = re.compile(
    r"(?:copyright\s*)?(?:[©ⓒ]|\(c\)\s*\d{4}).{0,200}|copyright\s+(?:\d{4}|by)\b.{0,200}"
    r"|(?:copyright\b.{0,100}\W)?all rights reserved.{0,100}|advertisement",
    re.IGNORECASE,
)
_TIME_ONLY = re.compile(r"(?:yesterday|today|just now|\d+ (?:minutes?|mins?|hours?|hrs?|days?) ago)", re.IGNORECASE)
_AROUND = re.compile(
    r"disclaimer\s*:.*|share|print|e-?mail|\d+ min(?:ute)?s? read|skip to (?:main )?content|menu|" + _TIME_ONLY.pattern,
    re.IGNORECASE,
)
_DESK_SIGN_OFF = re.compile(r"[a-z]{2,4}(?:[-/][a-z]{2,4})+")  # the initials of an agency's desks
_CLOSING = re.compile(r"[.!?][\"'”’)\]]*$")


def without_furniture(text: str) -> str:
    """`text` without menus, lists of other stories, disclaimers and copyright lines.

    Works on whole lines; text that has none of these comes back unchanged.
    """
    lines = text.split("\n")
    bare = [line.strip() for line in lines]
    body = [number for number, line in enumerate(bare) if _is_body(line)]
    first, last = (body[0], body[-1]) if body else (0, len(lines))
    dropped = _tail_lines(bare, first, last) if body else set()
    for number, line in enumerate(bare):
        following = bare[number + 1] if number + 1 < len(bare) else ""
        is_label = number < first and line.count(" ") < 3 and _TIME_ONLY.fullmatch(following)
        is_around = not first <= number <= last and _AROUND.fullmatch(line)
        if is_label or is_around or _ANYWHERE.fullmatch(line) or (number > last and _DESK_SIGN_OFF.fullmatch(line)):
            dropped.add(number)
    kept = [line for number, line in enumerate(lines) if number not in dropped or not bare[number]]
    if len(kept) == len(lines):
        return text
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(kept)).strip() + "\n"


def _is_body(line: str) -> bool:
    around = _ANYWHERE.fullmatch(line) or line.lower().startswith("disclaimer:")
    return len(line) >= _BODY_CHARS and bool(_CLOSING.search(line)) and not around


def _tail_lines(lines: list[str], first: int, last: int) -> set[int]:
    """Lists of other stories, comments and the like: from their heading to where the article goes on."""
    found: set[int] = set()
    in_tail = is_gentle = False
    for number, line in enumerate(lines):
        heading = _TAIL_HEADING.fullmatch(line) if number > first else None
        if heading and (number > last or not heading["foot"]):
            in_tail = True
            # The article goes on below, or the heading may be one of its own: then prose ends the list.
            is_gentle = number < last or heading["weak"] is not None
        elif _is_body(line) or (is_gentle and len(line) >= _SENTENCE_CHARS and _CLOSING.search(line)):
            in_tail = False
        if in_tail:
            found.add(number)
    return found
