from corpus.article import Span
from evaluation.place import Place, joined, shared_chars, size_chars


def place(article_id: str, start: int, end: int) -> Place:
    return Place(article_id, Span(start, end))


def test_touching_and_overlapping_places_of_one_article_become_one() -> None:
    places = [place("a", 5, 10), place("b", 0, 3), place("a", 0, 5), place("a", 8, 12)]
    assert joined(places) == [place("a", 0, 12), place("b", 0, 3)]


def test_characters_covered_twice_count_once() -> None:
    assert size_chars([place("a", 0, 10), place("a", 5, 15), place("b", 0, 1)]) == 16


def test_shared_characters_lie_in_the_same_article() -> None:
    gold = [place("a", 10, 20), place("a", 30, 40)]
    assert shared_chars([place("a", 15, 35), place("a", 18, 20)], gold) == 10
    assert shared_chars([place("b", 15, 35)], gold) == 0
    assert shared_chars([], gold) == 0
