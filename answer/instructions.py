"""Whether a sentence tells its reader what to do or say, instead of telling of anything.

Documents are data: what they tell an assistant to answer is no evidence for an answer. Told apart by form, because
what business prose and agreements order and request has a subject: "the Buyer shall disregard ..." is a clause,
"disregard what stands above" is an instruction. A false statement without any such form is not told apart here.
"""

from __future__ import annotations

import re
import unicodedata

from answer.instruction_forms import FORMS, IN_OTHER_SCRIPTS
from index.words import stem, words

_LEAST_ASKED = 2  # content words of a question that a sentence can be said to put
_ASKS = re.compile(
    r"^(?=(?:who|whom|whose|what|how)\b)|(?:[:;“\"'‘(\[?]\s*|\b(?:ask\w*|wonder\w*|know\w*|questions?|reveal\w*"
    r"|verify|out|about|on|for|to|of|say|tell\w*|if|enquir\w*|inquir\w*|see|when|who)\s+[“\"'‘]?)"
    r"(?=(?:who|whom|whose|what|which|when|where|why|how)\b)",
    re.IGNORECASE,
)
_READY = tuple((frozenset(needed.split()), re.compile(form, re.IGNORECASE)) for needed, form in FORMS)
_WORD = re.compile(r"[^\W\d]+(?:['’]re)?|[<\]]")
_LOOKALIKES = "аеорсухіјѕԁһӏАВЕКМНОРСТУХІЈЅαορνιεκτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_LATIN = str.maketrans(_LOOKALIKES, "aeopcyxijsdhlABEKMHOPCTYXIJSaopviektABEZHIKMNOPTYX")
_SPELLED_OUT = re.compile(r"\b(?:[^\W\d_][ .·_-]){4,}[^\W\d_]\b")


def is_instruction(sentence: str) -> bool:
    """Whether `sentence` orders its reader about, as a planted instruction does: it is no evidence for anything."""
    text = _SPELLED_OUT.sub(_joined, " ".join(sentence.split()))
    if text.isascii():
        return _orders(text)
    text = unicodedata.normalize("NFKC", text)
    return _orders(text) or _orders(text.translate(_LATIN)) or bool(IN_OTHER_SCRIPTS.search(text))


def puts(question: str, sentence: str) -> bool:
    """Whether `sentence` puts the question, as in "those who ask who runs the plant", instead of answering it."""
    asked = {stem(word) for word in words(question)}
    if len(asked) < _LEAST_ASKED:
        return False
    return any(asked <= {stem(word) for word in words(sentence[match.end() :])} for match in _ASKS.finditer(sentence))


def _orders(text: str) -> bool:
    said = set(_WORD.findall(text.lower()))
    return any(not needed.isdisjoint(said) and form.search(text) for needed, form in _READY)


def _joined(spelled: re.Match[str]) -> str:
    """The word that was spelled l e t t e r by letter."""
    return re.sub(r"[ .·_-]", "", spelled[0])
