"""Which swapped parties are seen."""

from __future__ import annotations

from itertools import product

import pytest

from answer.parties import swaps_parties

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


def test_what_both_did_to_each_other_is_no_swap() -> None:
    assert not swaps_parties("Orrin sued Halden.", ["Halden sued Orrin in May.", "Orrin sued Halden in June."])


def test_other_parties_are_nobodys_swap() -> None:
    assert not swaps_parties("Veyra Steel buys Lowmoor.", ["Halden Grid will acquire Orrin Foods."])
    assert not swaps_parties("Nothing is said of anybody.", ["Halden Grid will acquire Orrin Foods."])
