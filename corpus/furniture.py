"""Page furniture in saved pages: what stands around an article without being of it.

Only for sources that are saved pages (plain text, HTML). An article that comes with its text in a field, or in
Markdown, was written as it is and is left alone. In doubt a line stays: furniture that is kept costs a weak passage,
text that is lost cannot be found at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.furniture_lines import (
    ANYWHERE,
    AROUND,
    COPYRIGHT,
    DESK_SIGN_OFF,
    MENU_WORD,
    SHARE_WORD,
    STAMP,
    TAIL_HEADING,
    TIME_ONLY,
    bare,
    is_menu_row,
)

_BODY_WIDTHS = (160, 80)  # of a paragraph; the second on a page that has none of the first
_SENTENCE_CHARS = 60  # a sentence that ends the article
_SHORT_SENTENCE_CHARS = 30  # one that ends a list of headlines
_LONGEST_FURNITURE_CHARS = 800  # longer lines are never matched: a whole article may stand on one
_MENU_ITEM_CHARS = 32
_LEAST_MENU_LINES = 3

_CLOSING = re.compile(r"(?:(?<!\.\.)[.!?]|[。！？])[\"'”’»)\]」』）]*$")
_WIDE = re.compile("[\u2e80-\ua4cf\uac00-\ud7ff\uff00-\uffef]")  # one of these says as much as two Latin letters


def without_furniture(text: str) -> str:
    """`text` without menus, lists of other stories, disclaimers, copyright lines and the like.

    Works on whole lines; text that has none of these comes back unchanged, and twice is once.
    """
    lines = text.split("\n")
    dropped = furniture_lines(lines)
    if not dropped:
        return text
    kept = [line for number, line in enumerate(lines) if number not in dropped]
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(kept)).strip() + "\n"


def furniture_lines(lines: Sequence[str]) -> set[int]:
    """The numbers, from 0, of those of `lines` that are furniture. What goes may show more, so it looks again."""
    bares = [bare(line) for line in lines]
    kept = [number for number, line in enumerate(bares) if line]
    dropped: set[int] = set()
    while found := _Page([bares[number] for number in kept]).furniture():
        dropped |= {kept[number] for number in found}
        kept = [number for number in kept if number not in dropped]
    return dropped


class _Page:
    """One look at the lines of a page that are not empty."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._strays = {number for number, line in enumerate(lines) if _matches(ANYWHERE, line)}
        prose = self._paragraphs()
        teasers = self._teasers(prose) if prose else set()
        self._prose = [number for number in prose if number not in teasers]

    def furniture(self) -> set[int]:
        if not self._prose:
            return self._strays
        first, last = self._prose[0], self._last()
        outside = [number for number in range(len(self._lines)) if not first <= number <= last]
        around = {number for number in outside if self._is_around(number, first, last)}
        return self._strays | around | self._menus(outside) | self._share_bars() | self._tails(first, last)

    def _last(self) -> int:
        """The article's last line: a sentence after its last paragraph is of it, unless a list of others began."""
        last = self._prose[-1]
        for number in range(last + 1, len(self._lines)):
            line = self._lines[number]
            heading = _matches(TAIL_HEADING, line)
            is_sentence = len(line) >= _SENTENCE_CHARS and bool(_CLOSING.search(line))
            if (heading and not heading["weak"]) or COPYRIGHT.fullmatch(line):
                break
            if is_sentence and number not in self._strays:
                if _matches(AROUND, line):
                    break
                last = number
        return last

    def _share_bars(self) -> set[int]:
        """Different words beside each other, of which "Share" or "X" alone would say nothing."""
        found: set[int] = set()
        for number, (line, following) in enumerate(pairwise(self._lines)):
            words = {line.lower(), following.lower()}
            if len(words) > 1 and words != {"x", "line"} and all(SHARE_WORD.fullmatch(word) for word in words):
                found |= {number, number + 1}
        return found

    def _paragraphs(self) -> list[int]:
        for width in _BODY_WIDTHS:
            found = [number for number in range(len(self._lines)) if self._is_body(number, width)]
            if len(found) > (width != _BODY_WIDTHS[0]):  # one sentence of middling length shows nothing
                return found
        return []

    def _is_body(self, number: int, least: int) -> bool:
        line = self._lines[number]
        width = len(line) + len(_WIDE.findall(line)) if len(line) < least else least
        is_prose = width >= least and bool(_CLOSING.search(line))
        return is_prose and number not in self._strays and not _matches(AROUND, line)

    def _is_around(self, number: int, first: int, last: int) -> bool:
        line = self._lines[number]
        following = self._lines[number + 1] if number + 1 < len(self._lines) else ""
        is_label = number < first and line.count(" ") < 3 and _matches(TIME_ONLY, following)
        is_sign_off = number > last and DESK_SIGN_OFF.fullmatch(line)
        return bool(is_label or is_sign_off or _matches(AROUND, line) or is_menu_row(line))

    def _menus(self, outside: list[int]) -> set[int]:
        """Runs of short lines of which many are names of sections; a headline at the end of one is none of it."""
        found: set[int] = set()
        run: list[int] = []
        for number in [*outside, -1]:
            if number >= 0 and _is_menu_item(self._lines[number]) and (not run or number == run[-1] + 1):
                run.append(number)
                continue
            named = [place for place, item in enumerate(run) if MENU_WORD.fullmatch(self._lines[item])]
            if len(run) >= _LEAST_MENU_LINES and len(named) > 1 and 3 * len(named) >= len(run):
                found.update(run[: named[-1] + 1] if run[0] < self._prose[0] else run[named[0] :])
            run = [number] if number >= 0 and _is_menu_item(self._lines[number]) else []
        return found

    def _teasers(self, prose: list[int]) -> set[int]:
        """Prose in a list of other stories or of comments: a time, "Read more" or "Reply" stands beside each."""
        found: set[int] = set()
        in_list = owns_next = False
        for number, line in enumerate(self._lines):
            heading = _matches(TAIL_HEADING, line) if number > prose[0] else None
            if heading and not heading["weak"]:
                in_list, owns_next = True, bool(heading["owns"])
            elif in_list and number in prose:
                beside = [*self._lines[number - 1 : number], *self._lines[number + 1 : number + 2]]
                is_last = owns_next and number == prose[-1]
                in_list = is_last or any(_matches(STAMP, other) for other in beside)
                if in_list:
                    found.add(number)
        return found

    def _tails(self, first: int, last: int) -> set[int]:
        """Lists of other stories, comments and the like: from their heading to where the article goes on."""
        found: set[int] = set()
        headings: set[int] = set()
        in_tail = is_gentle = False
        body = set(self._prose)
        for number, line in enumerate(self._lines):
            heading = _matches(TAIL_HEADING, line) if number > first and number not in self._strays else None
            if heading and (number > last or not heading["foot"]):
                # The article goes on below, or the heading may be one of its own: then prose ends the list.
                headings.add(number)
                is_gentle = number < last or (heading["weak"] is not None and (is_gentle or not in_tail))
                in_tail = True
            elif number in body or (is_gentle and _is_sentence(line)):
                if is_gentle and number - 1 in headings:  # prose below it at once: a heading of the article's own
                    found.discard(number - 1)
                in_tail = False
            if in_tail:
                found.add(number)
        return found


def _matches(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    return pattern.fullmatch(line) if len(line) <= _LONGEST_FURNITURE_CHARS else None


def _is_sentence(line: str) -> bool:
    return len(line) >= _SHORT_SENTENCE_CHARS and line[-1] != "?" and bool(_CLOSING.search(line))


def _is_menu_item(line: str) -> bool:
    """Whether a line may be an item of a menu: a headline has more than two words."""
    words = [word for word in line.split() if word not in ("&", "and")]
    return bool(MENU_WORD.fullmatch(line)) or (
        len(words) < 3 and len(line) <= _MENU_ITEM_CHARS and not re.search(r"[.!?:;,]$", line)
    )
