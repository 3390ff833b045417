"""A refresh brings the index to the corpus's state, and touches nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.change import Change, Outcome
from corpus.database import Transaction
from corpus.errors import InvalidArticle
from corpus.folder import read_path, source_of
from corpus.readers.reading import Read, Unreadable
from corpus.source import Delivery, GivenSource, Listed, Receipt, SourceItem
from index.errors import ModelMismatch, SearchIndexError
from index.exact_vectors import ExactVectorStores
from index.publishing import check_model
from index.work import Unwatched
from tests.index.bench import ROOT, Bench, bench, item, items
from tests.index.fakes import FakeEmbedder


def article(name: str, text: str = "The price is final.", **fields: object) -> Article:
    return dataclasses.replace(Article(name, f"About {name}", text), **fields)  # type: ignore[arg-type]


def changes(outcomes: list[Outcome]) -> dict[str, Change]:
    return {outcome.article_id: outcome.change for outcome in outcomes}


def test_articles_are_added_replaced_removed_and_left_alone(desk: Bench) -> None:
    first = desk.refresh(*items({"a": "Old words.", "b": "Same words.", "c": "Gone words."}))
    assert changes(first.outcomes) == dict.fromkeys("abc", Change.ADDED)
    second = desk.refresh(*items({"a": "New words.", "b": "Same words.", "d": "More words."}))
    assert changes(second.outcomes) == {
        "a": Change.REPLACED, "b": Change.UNCHANGED, "c": Change.REMOVED, "d": Change.ADDED,
    }  # fmt: skip
    assert desk.live_texts() == {"a": "New words.", "b": "Same words.", "d": "More words."}
    assert desk.found("old gone") == [] or "c" not in desk.found("old gone")
    assert (second.passages, second.embedded, second.count(Change.ADDED)) == (2, 2, 1)
    assert desk.problems() == ()


def test_twice_is_once_and_embeds_nothing(desk: Bench) -> None:
    everything = items({name: f"The price of {name} is final. " * 9 for name in "abcdef"})
    desk.refresh(*everything)
    embedded, fingerprint, held = desk.embedder.embedded, desk.catalogue.fingerprint(), desk.held()
    again = desk.refresh(*everything)
    assert again.count(Change.UNCHANGED) == 6
    assert (again.embedded, desk.embedder.embedded) == (0, embedded)
    assert (desk.catalogue.fingerprint(), desk.held()) == (fingerprint, held)


def test_a_changed_word_in_one_of_a_hundred_articles_embeds_only_the_passages_it_stands_in(desk: Bench) -> None:
    paragraphs = [f"Clause {n} says what the {n}th payment is and when it falls due. " * 2 for n in range(8)]
    texts = {f"deal-{n}": "\n\n".join(f"{p} It is deal {n}." for p in paragraphs) for n in range(100)}
    desk.refresh(*items(texts))
    before = {(*passage_key[0:1], text) for passage_key, (text, _, _) in desk.held().items()}
    edited = texts["deal-50"].replace("Clause 3 says", "Clause 3 states", 1)
    embedded = desk.embedder.embedded
    report = desk.refresh(*items({**texts, "deal-50": edited}))
    new = {(*place[0:1], text) for place, (text, _, _) in desk.held().items()} - before
    assert (report.count(Change.REPLACED), report.count(Change.UNCHANGED)) == (1, 99)
    assert len(new) == 1
    assert desk.embedder.texts[embedded:] == [f"About deal-50\n{text}" for _, text in new]
    assert report.embedded == 1


def test_a_passage_that_was_embedded_once_is_never_embedded_again(desk: Bench) -> None:
    desk.refresh(*items({"a": "The price."}))
    desk.refresh()
    assert desk.live_texts() == {}
    desk.refresh(*items({"a": "The price."}))
    assert desk.embedder.embedded == 1


def test_a_long_header_leaves_room_for_the_text(desk: Bench) -> None:
    desk.refresh(item(article("a", "word " * 100, title="title " * 200)))
    assert all(len(desk.embedder.token_starts(text)) <= desk.embedder.max_tokens for text in desk.embedder.texts)
    assert all(text.startswith("title title") for text in desk.embedder.texts)


def test_an_article_that_moves_between_collections_leaves_the_old_one(desk: Bench) -> None:
    desk.refresh(item(article("a", collection="one")), item(article("b", collection="one")))
    desk.refresh(item(article("a", collection="two")), item(article("b", collection="one")))
    assert {collection: len(ids) for collection, ids in desk.catalogue.live_ids().items()} == {1: 1, 2: 1}
    assert desk.problems() == ()


def test_an_article_that_cannot_be_embedded_keeps_its_old_version_and_the_others_are_new(desk: Bench) -> None:
    desk.refresh(*items({"a": "Old.", "b": "Old.", "c": "Old."}))
    desk.embedder.poison = "poison"
    report = desk.refresh(*items({"a": "New.", "b": "New poison.", "c": "New."}))
    assert changes(report.outcomes) == {"a": Change.REPLACED, "b": Change.FAILED, "c": Change.REPLACED}
    assert [failure.reason for failure in report.failures] == ["SearchIndexError: cannot embed 'poison'"]
    assert desk.live_texts() == {"a": "New.", "b": "Old.", "c": "New."}
    assert desk.problems() == ()
    desk.embedder.poison = None
    assert desk.refresh(*items({"a": "New.", "b": "New poison.", "c": "New."})).count(Change.REPLACED) == 1


def test_an_article_that_cannot_be_kept_is_reported_and_keeps_its_old_version(desk: Bench) -> None:
    desk.refresh(*items({"a": "Old.", "b": "Old."}))
    report = desk.refresh(item(article("a", "\u200b")), item(article("b", "New.")), item(article("x\u200b")))
    assert [outcome.change for outcome in report.outcomes].count(Change.FAILED) == 2
    assert "no text" in (report.failures[0].reason or "")
    assert desk.live_texts() == {"a": "Old.", "b": "New."}


def test_articles_of_a_file_that_cannot_be_read_stay(desk: Bench) -> None:
    desk.refresh(item(article("a"), "wire.jsonl"), item(article("b"), "wire.jsonl"), item(article("c")))
    bad = SourceItem(f"{ROOT}/wire.jsonl", Unreadable("wire.jsonl:2", "not JSON"))
    report = desk.refresh(item(article("a"), "wire.jsonl"), bad)
    assert changes(report.outcomes) == {
        "a": Change.UNCHANGED, "wire.jsonl:2": Change.FAILED, "c": Change.REMOVED,
    }  # fmt: skip
    assert set(desk.live_texts()) == {"a", "b"}


def test_articles_below_a_folder_that_cannot_be_listed_stay(desk: Bench) -> None:
    desk.refresh(item(article("a"), "sub/a.txt"), item(article("b"), "subway/b.txt"))
    desk.refresh(SourceItem(f"{ROOT}/sub", Unreadable("sub", "Permission denied")))
    assert set(desk.live_texts()) == {"a"}


def test_an_id_that_stands_twice_is_taken_once_and_reported(desk: Bench) -> None:
    report = desk.refresh(item(article("a", "First."), "1.txt"), item(article("a", "Second."), "2.txt"))
    assert desk.live_texts() == {"a": "First."}
    assert "give one of them another id" in (report.failures[0].reason or "")


def test_a_file_that_moves_within_the_folder_keeps_its_article(desk: Bench) -> None:
    desk.refresh(item(article("a"), "old/a.md"))
    embedded = desk.embedder.embedded
    report = desk.refresh(item(article("a"), "new/a.md"))
    assert changes(report.outcomes) == {"a": Change.UNCHANGED}
    stored = desk.catalogue.live("a")
    assert stored is not None
    assert stored.source == f"{ROOT}/new/a.md"
    assert desk.embedder.embedded == embedded
    assert changes(desk.refresh(item(article("a"), "new/a.md")).outcomes) == {"a": Change.UNCHANGED}


def test_an_id_that_belongs_to_another_source_is_left_to_it(desk: Bench) -> None:
    desk.refresher.put(article("pushed", "Pushed."))
    desk.refresh(SourceItem("/other/a.txt", Read(article("a", "Other."))), root="/other")
    report = desk.refresh(*items({"pushed": "Mine.", "a": "Mine.", "b": "Mine."}))
    assert {failure.article_id for failure in report.failures} == {"pushed", "a"}
    assert all("give this article another id" in (failure.reason or "") for failure in report.failures)
    assert desk.live_texts() == {"pushed": "Pushed.", "a": "Other.", "b": "Mine."}


def test_a_refresh_removes_nothing_from_elsewhere(desk: Bench) -> None:
    desk.refresher.put(article("pushed"))
    desk.refresh(SourceItem("/dealsroom/a.txt", Read(article("a"))), root="/dealsroom")
    desk.refresh(*items({"b": "Mine."}))
    desk.refresh()
    assert set(desk.live_texts()) == {"pushed", "a"}


def test_an_article_put_is_searchable_and_taken_out_is_not(desk: Bench) -> None:
    assert desk.refresher.put(article("a", "Old ferry.")) == Outcome("a", Change.ADDED)
    assert desk.refresher.put(article("a", "Old ferry.")) == Outcome("a", Change.UNCHANGED)
    assert desk.refresher.put(article("a", "New ferry.")) == Outcome("a", Change.REPLACED)
    assert desk.found("ferry") == ["a"]
    assert desk.refresher.remove("a") == Outcome("a", Change.REMOVED)
    assert desk.refresher.remove("a") is None
    assert desk.found("ferry") == []
    assert desk.problems() == ()


def test_who_puts_an_article_replaces_one_of_any_source_and_leaves_it_there(desk: Bench) -> None:
    desk.refresh(*items({"a": "Old."}))
    assert desk.refresher.put(article("a", "New.")) == Outcome("a", Change.REPLACED)
    assert desk.live_texts() == {"a": "New."}
    desk.refresh(*items({"a": "Old."}))
    assert desk.live_texts() == {"a": "Old."}
    assert desk.problems() == ()


def test_what_cannot_be_put_is_raised_and_leaves_nothing_behind(desk: Bench) -> None:
    desk.refresh(*items({"a": "Old."}))
    desk.embedder.poison = "poison"
    with pytest.raises(InvalidArticle):
        desk.refresher.put(article("b", "\u200b"))
    with pytest.raises(SearchIndexError):
        desk.refresher.put(article("c", "poison"))
    assert desk.live_texts() == {"a": "Old."}
    assert desk.problems() == ()


def test_another_embedding_model_is_refused_with_the_remedy(file: Path) -> None:
    stores = ExactVectorStores()
    with bench(file, stores) as desk:
        assert check_model(desk.catalogue, desk.embedder) is None
        desk.refresh(*items({"a": "Old."}))
        assert check_model(desk.catalogue, desk.embedder) == str(desk.embedder.fingerprint)
    with bench(file, stores, FakeEmbedder(name="other")) as desk:
        with pytest.raises(ModelMismatch, match=r"put the model.s files back"):
            desk.refresh(*items({"a": "New."}))
        with pytest.raises(ModelMismatch):
            desk.refresher.put(article("b"))
        assert desk.live_texts() == {"a": "Old."}


class Watcher(Unwatched):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.expected = 0
        self.told: list[Outcome] = []

    def found(self, articles: int) -> None:
        self.expected = articles

    def done(self, tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        self.told += outcomes


def test_what_becomes_of_every_item_is_told(desk: Bench) -> None:
    bad = SourceItem(f"{ROOT}/x.pdf", Unreadable("x.pdf", "not read"))
    twice = item(article("a"), "again.txt")
    first, second = Watcher(), Watcher()
    desk.refresher.refresh(GivenSource([*items({"a": "One.", "b": "Two."}), bad, twice], ROOT), first)
    desk.refresher.refresh(GivenSource(items({"a": "One.", "b": "New."}), ROOT), second)
    assert (first.expected, len(first.told)) == (4, 4)
    assert second.expected == 2
    assert changes(second.told) == {"a": Change.UNCHANGED, "b": Change.REPLACED}


class Stamped(GivenSource):
    """Documents with stamps, which counts what is read of them."""

    def __init__(self, stamps: dict[str, str], *given: SourceItem) -> None:
        super().__init__(given, ROOT)
        self._stamps = stamps
        self.read_documents: list[str] = []

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        return [Listed(each.location, self._stamps[each.location]) for each in super().list(known)]

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        for listed, delivery in zip(wanted, super().read(wanted, known), strict=True):
            self.read_documents.append(listed.location)
            yield dataclasses.replace(delivery, stamp=listed.stamp)


def test_a_document_whose_stamp_is_the_same_is_not_read_again(desk: Bench) -> None:
    a, b = items({"a": "One.", "b": "Two."})
    bad = SourceItem(f"{ROOT}/bad.txt", Unreadable("bad.txt", "not text"))
    stamps = {a.location: "1", b.location: "1", bad.location: "1"}
    desk.refresher.refresh(Stamped(stamps, a, b, bad))
    again = Stamped(stamps | {b.location: "2"}, a, b, bad)
    report = desk.refresher.refresh(again)
    assert again.read_documents == [b.location]
    assert changes(report.outcomes) == {"a": Change.UNCHANGED, "b": Change.UNCHANGED, "bad.txt": Change.FAILED}


def test_a_document_whose_article_was_changed_by_others_is_read_again(desk: Bench) -> None:
    a, b = items({"a": "One.", "b": "Two."})
    stamps = {a.location: "1", b.location: "1"}
    desk.refresher.refresh(Stamped(stamps, a, b))
    desk.refresher.put(article("a", "Mine."))
    desk.refresher.remove("b")
    report = desk.refresher.refresh(Stamped(stamps, a, b))
    assert changes(report.outcomes) == {"a": Change.REPLACED, "b": Change.ADDED}
    assert desk.live_texts() == {"a": "One.", "b": "Two."}


def test_a_folder_on_disk_is_followed(desk: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nThe ferry price.\n")
    (folder / "b.txt").write_text("The gas price.\n")
    desk.refresh(*read_path(folder), root=source_of(folder))
    (folder / "a.md").unlink()
    (folder / "b.txt").write_bytes(b"\x00\xff\x01" * 20)
    (folder / "c.pdf").write_bytes(b"")
    report = desk.refresh(*read_path(folder), root=source_of(folder))
    assert changes(report.outcomes) == {"b.txt": Change.FAILED, "c.pdf": Change.FAILED, "a": Change.REMOVED}
    assert set(desk.live_texts()) == {"b"}
    assert desk.problems() == ()
