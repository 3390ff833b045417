"""Page furniture in saved pages: what stands around an article without being of it.

Only for sources that are saved pages (plain text, HTML). An article that comes with its text in a field, or in
Markdown, was written as it is and is left alone.
"""

from __future__ import annotations

import re

_BODY_CHARS = 160

_TAIL_HEADING = re.compile(
    r"""(?: related\ (?:topics?|news|articles?|stories|posts?|content|reading|links?)
    | most\ (?:discussed|read|popular|viewed|shared|commented)
    | trending (?:\ now|\ news|\ topics)?
    | recommended (?:\ for\ you|\ stories|\ reading)?
    | you\ (?:may|might)\ also\ like | see\ also | read\ (?:more|next|also)
    | more\ (?:from|on|in|stories|news|headlines)\b.{0,40}
    | (?:latest|top)\ (?:news|stories|headlines) | popular\ (?:now|stories|posts) | editor'?s'?\ picks?
    | share (?:\ this)? (?:\ article|\ story|\ post)? | follow\ us.{0,40}
    | comments? (?:\ \(\d+\))? | leave\ a\ (?:comment|reply) | about\ the\ author
    | sign\ up.{0,60} | subscribe.{0,60} | newsletter.{0,40} | tags? | advertisement | sponsored (?:\ content)?
    )\s*:?""",
    re.IGNORECASE | re.VERBOSE,
)
_DROPPED_LINE = re.compile(
    r"disclaimer\b.*|(?:©|ⓒ|\(c\)|copyright\b).{0,200}|all rights reserved.{0,100}"
    r"|[a-z]{2,4}(?:[-/][a-z]{2,4})+"  # an agency's sign-off: the desk's initials
    r"|\d{1,2}\.(?:\s*\d{1,2})?|advertisement|share|print|e-?mail|\d+ min(?:ute)?s? read|skip to (?:main )?content|menu"
    r"|(?:yesterday|today|just now|\d+ (?:minutes?|mins?|hours?|hrs?|days?) ago)",
    re.IGNORECASE,
)
_TIME_ONLY = re.compile(r"(?:yesterday|today|just now|\d+ (?:minutes?|mins?|hours?|hrs?|days?) ago)", re.IGNORECASE)
_CLOSING = re.compile(r"[.!?][\"'”’)\]]*$")


def _is_body(line: str) -> bool:
    return len(line) >= _BODY_CHARS and bool(_CLOSING.search(line))


def without_furniture(text: str) -> str:
    """`text` without menus, lists of other stories, disclaimers and copyright lines.

    Works on whole lines; text that has none of these comes back unchanged.
    """
    lines = text.split("\n")
    kept: list[str] = []
    in_tail = False
    seen_body = False
    for number, line in enumerate(lines):
        bare = line.strip()
        if _is_body(bare) and not _DROPPED_LINE.fullmatch(bare):
            in_tail, seen_body = False, True
        elif seen_body and _TAIL_HEADING.fullmatch(bare):
            in_tail = True
        following = lines[number + 1].strip() if number + 1 < len(lines) else ""
        is_label = not seen_body and bare.count(" ") < 3 and _TIME_ONLY.fullmatch(following)
        if bare and (in_tail or _DROPPED_LINE.fullmatch(bare) or is_label):
            continue
        kept.append(line)
    if len(kept) == len(lines):
        return text
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(kept)).strip() + "\n"
