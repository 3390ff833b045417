"""Questions that lean on what was said before: "and who runs it?", "what about the Georgia one?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.reply import Turn
from index.words import words

_STANDS_FOR = re.compile(
    r"\b(?P<its>its|their|his)\b|\b(?:it|they|them|he|she|him)\b|\bher\b(?P<hers>(?= \w))?"
    r"|\b(?:this|that|these|those)\b(?= (?:is|was|are|were|will|would|does|did|has|have|can|could|mean)|\s*[?.!,]|$)"
    r"|\b(?:the|this|that|these|those|such) (?:same )?(?:one|thing|deal|company|firm|project|plant|agreement|contract"
    r"|service|program|place|site|product)s?\b(?=\s*(?:[?.!,]|$))",
    re.IGNORECASE,
)
_STANDS_FOR_NOTHING = re.compile(  # "how long does it take", "is it true that"
    r"\bit (?:be |\w+ )?(?:takes?|true|possible|necessary|legal|safe|better|worth|means?|matters?|costs? to|easy|hard"
    r"|seems?|looks?|appears?|important|required)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:(?:and|but|or|so|then|also|ok(?:ay)?|thanks?(?: you)?)\b[\s,.!]*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how) about (?:the )?(?P<other>.+?)(?: ones?)?$", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:(?:please|hi|hello)\b[\s,.!]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell|explain|summari[sz]e|give|provide|describe)?(?: me)?"
    r"(?: more)?(?: about)?|tell me (?:more )?(?:about)?|(?:what|who|when|where|which|why|how)(?:['’]s"
    r"| (?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|many|much))*(?: (?:i|we|you))?"
    r"|(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have)(?: (?:i|we|you|there))?)\b\s*",
    re.IGNORECASE,
)
_HELPED = re.compile(r"\b(?:do|does|did|will|would|can|could|should)\b", re.IGNORECASE)  # the verb comes last
_CAPITAL = r"[A-Z0-9][\w&.’-]*"
_NAME = re.compile(rf"{_CAPITAL}(?:(?: (?:of|the|and|for|&|de))? {_CAPITAL})*(?P<kind>(?: [a-z][\w-]+){{0,3}})")
_NEW_NAME = re.compile(rf"(?<=[\w,] )(?!I\b){_CAPITAL}")
_FEW_WORDS = 2
_MAX_SUBJECT_WORDS = 8


def standalone(text: str, history: Sequence[Turn]) -> str:
    """`text` with what it leaves to the conversation put in; `text` itself where it stands alone."""
    before = subject = ""
    for turn in history:
        if turn.role == "user":
            before = _resolved(turn.text, before, subject)
            subject = subject_of(before) or subject
    return _resolved(text, before, subject)


def context_of(text: str, history: Sequence[Turn]) -> str:
    """What of the conversation helps to find passages for `text`; "" where it turns to something new.

    The last question and how its answer begins: more of the conversation found less (docs/evaluation.md).
    """
    said = " ".join(turn.text for turn in history).casefold()
    names = [name.casefold() for name in _NEW_NAME.findall(text)]
    if not leans(text) and names and not any(name in said for name in names):
        return ""
    asked = [turn.text for turn in history if turn.role == "user"][-1:]
    answered = [turn.text.split(". ")[0] for turn in history if turn.role == "assistant"][-1:]
    return " ".join(asked + answered)


def subject_of(question: str) -> str:
    """What a question is about, in words of its own: a name with its kind or, without any, what follows the asking
    words."""
    rest = _ASKING.sub("", question.strip()).strip(" ?.!")
    for match in _NAME.finditer(rest):
        if words(match[0]) and not match[0].isdigit():
            return _with_kind(match, rest, question)
    return " ".join(rest.split()[:_MAX_SUBJECT_WORDS]) if words(rest) else ""


def leans(text: str) -> bool:
    """Whether a question refers to what was said before."""
    return bool(
        _STANDS_FOR.search(_STANDS_FOR_NOTHING.sub("", text))
        or _AND.match(text.strip())
        or _ABOUT.match(text.strip())
        or (len(set(words(text))) <= _FEW_WORDS and not _NEW_NAME.search(text))
    )


def _resolved(text: str, before: str, subject: str) -> str:
    """before: the question before, resolved; subject: what it was about."""
    if not subject or not leans(text) or subject.casefold() in text.casefold():
        return text
    bare = _AND.sub("", text.strip())
    bare = bare[:1].upper() + bare[1:]
    if other := _ABOUT.match(bare.rstrip(" ?.!")):
        return _asked_of(other["other"], before, subject)
    if not _STANDS_FOR_NOTHING.search(bare):
        replaced = _STANDS_FOR.sub(lambda match: _in_place(match, subject), bare)
        if replaced != bare:
            return replaced
    return f"{bare.rstrip(' ?.!')} ({subject})?"


def _asked_of(other: str, before: str, subject: str) -> str:
    """The question before, of something else: "How much is the Ohio plant?" of Georgia."""
    name = _NAME.search(subject)
    if name and before.count(subject) == 1:
        kind = "" if name["kind"] and other.casefold().endswith(name["kind"].casefold()) else name["kind"]
        the = "the " if subject.startswith("the ") else ""
        return before.replace(subject, f"{the}{other}{kind}")
    return f"{before.rstrip(' ?.!')} ({other})?"


def _in_place(match: re.Match[str], subject: str) -> str:
    return f"{subject}’s" if match["its"] or match["hers"] is not None else subject


def _with_kind(match: re.Match[str], rest: str, question: str) -> str:
    """A name that "the" precedes, with the common nouns after it: "the Ohio gas plant"."""
    name = match[0][: len(match[0]) - len(match["kind"])]
    if not re.search(r"\bthe $", rest[: match.start()], re.IGNORECASE):
        return name
    kind: list[str] = []
    for word in match["kind"].split():
        if words(word) != words(f"{word} plant")[:1]:
            break
        kind.append(word)
    verb_is_last = match.end() == len(rest) and _HELPED.search(question) and len(kind) > 1
    return " ".join([f"the {name}", *(kind[:-1] if verb_is_last else kind)])
