"""Which swapped parties are seen, and how many of them."""

from __future__ import annotations

from itertools import product

import pytest

from answer.parties import swaps_parties
from tests.answer.parties_told import told

ACTIVE = ("{a} will buy {b} for cash.", "{a} acquires {b}.", "{a} has agreed to take over {b}, a maker of pumps.")
PASSIVE = ("{b} will be bought by {a}.", "{b} was acquired by {a} in May.", "{b} is being taken over by {a}.")
NAMES = {"a": "Halden Grid", "b": "Orrin Foods"}
SWAPPED = {"a": "Orrin Foods", "b": "Halden Grid"}


@pytest.mark.parametrize(("quote", "statement"), list(product(ACTIVE + PASSIVE, ACTIVE + PASSIVE)))
def test_swapped_parties_are_seen_in_the_active_and_the_passive_voice(quote: str, statement: str) -> None:
    assert swaps_parties(statement.format(**SWAPPED), [quote.format(**NAMES)])
    assert not swaps_parties(statement.format(**NAMES), [quote.format(**NAMES)])


def test_a_part_of_a_name_is_the_name() -> None:
    assert swaps_parties("Orrin buys Halden.", ["Halden Grid will acquire Orrin Foods."])
    assert not swaps_parties("Halden buys Orrin.", ["Halden Grid will acquire Orrin Foods."])


def test_selling_is_not_buying() -> None:
    assert not swaps_parties("Orrin sells to Halden.", ["Halden buys from Orrin."])


def test_who_is_sold_to_buys() -> None:
    quote = "Orrin Foods was sold to Halden Grid in May."
    assert not swaps_parties("Halden Grid bought Orrin Foods.", [quote])
    assert swaps_parties("Orrin Foods bought Halden Grid.", [quote])


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        ("Halden Grid overtook Orrin Foods in May.", "Orrin Foods overtook Halden Grid."),
        ("Halden Grid's bid for Orrin Foods failed.", "Orrin Foods's bid for Halden Grid failed."),
        ("Газпром обогнал Роснефть.", "Роснефть обогнал Газпром."),
    ],
)
def test_names_the_other_way_round_are_a_swap_whatever_the_verb(quote: str, statement: str) -> None:
    assert swaps_parties(statement, [quote])
    assert not swaps_parties(quote, [quote])


def test_a_participle_tells_who_did_it() -> None:
    quote = "Orrin Foods, bought by Halden Grid in May, makes pumps."
    assert not swaps_parties("Halden Grid bought Orrin Foods.", [quote])
    assert swaps_parties("Halden Grid was bought by Orrin Foods.", [quote])


def test_a_name_of_the_sentence_before_did_nothing() -> None:
    assert not swaps_parties("Veyra Steel was paid.", ["It rose by Orrin Foods. Veyra Steel was paid by the board."])


def test_what_both_did_to_each_other_is_no_swap() -> None:
    assert not swaps_parties("Orrin sued Halden.", ["Halden sued Orrin in May.", "Orrin sued Halden in June."])


def test_other_parties_are_nobodys_swap() -> None:
    assert not swaps_parties("Veyra Steel buys Lowmoor.", ["Halden Grid will acquire Orrin Foods."])
    assert not swaps_parties("Nothing is said of anybody.", ["Halden Grid will acquire Orrin Foods."])


def test_parties_exchanged_in_a_sentence_are_always_seen() -> None:
    missed = [one for one in told(20263, 300) if not swaps_parties(one.exchanged, [one.quote])]
    assert missed == []


def test_parties_exchanged_in_another_wording_are_seen_where_the_verb_is_known() -> None:
    swapped = [one for one in told(20264, 300) if one.is_read]
    assert len(swapped) > 200
    assert [one for one in swapped if not swaps_parties(one.swapped_in_other_words, [one.quote])] == []


def test_honest_retellings_pass_for_no_swap_where_the_verb_is_known() -> None:
    honest = told(20265, 300)
    assert [one for one in honest if swaps_parties(one.quote, [one.quote])] == []
    assert [one for one in honest if one.is_read and swaps_parties(one.retold, [one.quote])] == []


def test_of_an_unknown_verb_and_of_a_noun_only_the_order_of_the_names_is_seen() -> None:
    """What the check is known to get wrong, so that nobody takes it for more than it is."""
    quote = "Halden Grid outbid Orrin Foods."
    assert swaps_parties("Orrin Foods was outbid by Halden Grid.", [quote])  # honest, and stopped
    assert not swaps_parties("Halden Grid was outbid by Orrin Foods.", [quote])  # swapped, and let through
    assert not swaps_parties("The purchase of Halden Grid by Orrin Foods.", ["Halden Grid will buy Orrin Foods."])
