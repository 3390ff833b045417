"""Which document a question names, and that only one found with confidence counts."""

from __future__ import annotations

import pytest

from index.focus import Opening, documents_named, naming_in
from index.legal_terms import written_forms

ACME = Opening("acme", "Acme Bolt", "LEASE AGREEMENT between Acme Corp. and Bolt Holdings LLC")
ZENITH = Opening("zenith", "Zenith-NDA-2024", "NON-DISCLOSURE AGREEMENT made by Zenith Development Limited")
NEWS = Opening("news", "Acme rises on Bolt talks", "Acme and Bolt are close to an agreement, people said.")
REPORT = Opening("report", "Orion annual report", "Dear shareholders of Orion and Acme")
SHELF = (ACME, ZENITH, NEWS, REPORT)


@pytest.mark.parametrize(
    ("question", "names", "rest"),
    [
        ('Consider the Lease Agreement between "Acme Corp." and "Bolt Holdings, LLC"; Where is the notice clause',
         ("acme", "bolt"), "Where is the notice clause"),
        ("Consider Zenith's Non-Disclosure Agreement; who may copy?", ("zenith",), "who may copy?"),
        ("In the Acme lease, who pays?", ("acme",), "who pays?"),
        ("What is the fee in the Magic AcquireCo agreement?", ("magic", "acquireco"), "What is the fee?"),
        ("Who pays under the agreement between Acme and Bolt?", ("acme", "bolt"), "Who pays?"),
        ("What does Orion's annual report say of debt?", ("orion",), "What does Orion's annual report say of debt?"),
    ],
)  # fmt: skip
def test_a_question_names_a_document(question: str, names: tuple[str, ...], rest: str) -> None:
    naming = naming_in(question)
    assert naming is not None
    assert (naming.names, naming.rest) == (names, rest)


@pytest.mark.parametrize(
    "question",
    [
        "How much will SoftBank invest in the Ohio plant?",
        "What does the agreement say?",
        "Which agreements did the two sign in Tokyo?",
        "In the Acme lease",
        "Consider the lease; who pays?",
        "",
    ],
)
def test_a_question_may_name_none(question: str) -> None:
    assert naming_in(question) is None


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (("zenith",), ("zenith",)),
        (("acme", "bolt"), ("acme",)),  # a story about the two is no document of theirs
        (("orion",), ("report",)),
        (("acme", "unheard", "names"), ()),
        (("nobody",), ()),
        ((), ()),
    ],
)
def test_the_document_with_the_names_is_meant(names: tuple[str, ...], meant: tuple[str, ...]) -> None:
    assert documents_named(names, SHELF) == meant


def test_several_documents_may_be_meant_but_not_any_number() -> None:
    leases = [Opening(f"lease-{n}", "Acme", "LEASE with Acme") for n in range(9)]
    assert documents_named(("acme",), leases[:3]) == ("lease-0", "lease-1", "lease-2")
    assert documents_named(("acme",), leases) == ()


def test_trade_names_of_clauses_are_known_as_documents_write_them() -> None:
    assert "solicit" in written_forms("Where is the No-Shop clause?").split()
    assert "irreparable" in written_forms("Is there specific performance?").split()
    assert written_forms("How big is the plant?") == ""
