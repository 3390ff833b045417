"""Captions of numbered clauses are told from cross-references, tables of contents and page furniture."""

from __future__ import annotations

import pytest

from corpus.article import Article
from corpus.captions import captions, is_furniture
from corpus.splitter import Splitter


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("Section 5.4 No Solicitation. (a) The Company shall not", "Section 5.4 No Solicitation"),
        ("10.5.    Specific Performance. The Parties agree", "10.5. Specific Performance"),
        ("7. Term and Termination\nThis Agreement ends", "7. Term and Termination"),
        ("as stated. Section 9.3      Expenses; Termination Fee.   (a) Each", "Section 9.3 Expenses; Termination Fee"),
        ("ends there. 7.13 Compliance with Laws. Each party", "7.13 Compliance with Laws"),
        ("ARTICLE 6 CONDUCT OF BUSINESS\n", "ARTICLE 6 CONDUCT OF BUSINESS"),
    ],
)
def test_a_caption_is_read_with_its_number(text: str, caption: str) -> None:
    ((start, found),) = captions(text)
    assert found == caption
    assert " ".join(text[start:].split()).startswith(caption)


@pytest.mark.parametrize(
    "text",
    [
        "subject to Section 5.4 of this Agreement. The Company",
        "pursuant to Section 5.4. The Company shall not",
        "Section 5.4   No Solicitation    42\n",
        "Section 5.4 No Solicitation.......42\n",
        "12. The Receiving Party shall not disclose",
        "15 Walnut Street (Park Office)\n",
        "It cost 3.5 Billion. Nobody paid",
    ],
)
def test_what_only_looks_like_a_caption_is_none(text: str) -> None:
    assert list(captions(text)) == []


@pytest.mark.parametrize(
    "line", ["39", "-24-", "iv", "I-1", "https://www.sec.gov/Archives", "Section 1.3   Closing   6", "____"]
)
def test_furniture_is_known(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["Price", "Terms of Payment", "Items in 2025", "Article 7 Termination"])
def test_a_heading_is_no_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_every_passage_of_a_clause_stands_under_its_caption() -> None:
    text = (
        "Preamble of the two parties.\n\n39\n\nSection 5.4 No Solicitation. (a) Nobody asks. "
        + "Nobody may ask anyone. " * 12
        + "Section 5.5 Access. They may look.\n"
    )
    passages = Splitter(lambda piece: range(0, len(piece), 6), 20).split(Article("a", "", text))
    headings = [passage.heading for passage in passages]
    assert headings == ["", *["Section 5.4 No Solicitation"] * (len(headings) - 2), "Section 5.5 Access"]
    assert passages[-1].text.startswith("Section 5.5 Access.")
    assert passages[1].text.startswith("Section 5.4")
