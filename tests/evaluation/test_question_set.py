import json
from datetime import date
from pathlib import Path

import pytest

from answer.reply import Turn
from corpus.article import Span
from evaluation.errors import BadQuestionSet
from evaluation.place import Place
from evaluation.question_set import load_question_set, set_folders

ARTICLE = {"id": "a", "title": "Ohio", "published": "2026-02-18", "publisher": None, "url": None, "text": "SB Energy."}
QUESTION: dict[str, object] = {
    "id": "q",
    "question": "Who?",
    "history": [],
    "answers": ["SB Energy"],
    "spans": [["a", 0, 9]],
}
QUESTION |= {"answerable": True}


def write(folder: Path, articles: list[object], questions: list[object]) -> Path:
    for name, entries in (("articles", articles), ("questions", questions)):
        lines = (entry if isinstance(entry, str) else json.dumps(entry) for entry in entries)
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_a_set_is_read_into_nouns_and_unknown_fields_are_ignored(tmp_path: Path) -> None:
    history = [{"role": "user", "text": "The plant?"}, {"role": "assistant", "text": "In Ohio."}]
    folder = write(
        tmp_path, [ARTICLE], [QUESTION | {"history": history, "wrong": ["x"], "label": "hard", "extra": 3}, ""]
    )
    loaded = load_question_set(folder)
    assert loaded.name == tmp_path.name
    assert [(article.id, article.published) for article in loaded.articles] == [("a", date(2026, 2, 18))]
    (question,) = loaded.questions
    assert question.answers == ("SB Energy",)
    assert question.spans == (Place("a", Span(0, 9)),)
    assert (question.wrong, question.label) == (("x",), "hard")
    assert question.history == (Turn("user", "The plant?"), Turn("assistant", "In Ohio."))


def test_lists_may_be_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path, [{"id": "a", "text": "t"}], [{"id": "q", "question": "Who?", "answerable": False}])
    (question,) = load_question_set(folder).questions
    assert (question.answers, question.spans, question.history, question.answerable) == ((), (), (), False)
    assert (question.wrong, question.label) == (None, "")


def test_the_two_halves_hold_every_question_once(tmp_path: Path) -> None:
    loaded = load_question_set(write(tmp_path, [ARTICLE], [QUESTION | {"id": str(n)} for n in range(5)]))
    halves = loaded.half("even"), loaded.half("odd")
    assert [[question.id for question in half.questions] for half in halves] == [["0", "2", "4"], ["1", "3"]]
    assert halves[0].articles == loaded.articles


def test_the_sets_of_a_folder_come_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, [ARTICLE], [QUESTION])
    (tmp_path / "empty").mkdir()
    assert [folder.name for folder in set_folders(tmp_path)] == ["a", "b"]
    with pytest.raises(BadQuestionSet, match="holds no sets"):
        set_folders(tmp_path / "empty")


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    entry = json.dumps(ARTICLE | {"text": "SB Energy.\u2028More"}, ensure_ascii=False)
    assert load_question_set(write(tmp_path, [entry], [QUESTION])).articles[0].text == "SB Energy.\u2028More"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": None}, "'question' must be of type str"),
        ({"question": "?!"}, "has no words"),
        ({"answerable": "yes"}, "'answerable' must be of type bool"),
        ({"answers": [1]}, "'answers' must hold strings"),
        ({"wrong": [1]}, "'wrong' must hold strings"),
        ({"spans": [["b", 0, 9]]}, "an id from articles.jsonl"),
        ({"spans": [["a", 0, 11]]}, "length of its text"),
        ({"spans": [["a", 3, 3]]}, "start < end"),
        ({"spans": [["a", 0]]}, r"\[article id, start, end\)"),
        ({"history": [{"role": "system", "text": "hm"}]}, '"user" or "assistant"'),
        ({"id": "first"}, "used before"),
    ],
)
def test_a_bad_question_is_named_by_file_and_line(tmp_path: Path, change: dict[str, object], message: str) -> None:
    folder = write(tmp_path, [ARTICLE], [QUESTION | {"id": "first"}, QUESTION | change])
    with pytest.raises(BadQuestionSet, match=rf"questions\.jsonl:2: .*{message}"):
        load_question_set(folder)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        (ARTICLE | {"id": "b/c"}, "article id"),
        (ARTICLE | {"id": "b", "text": ""}, "no text"),
        (ARTICLE | {"id": "b", "published": "yesterday"}, "'published' must be a date"),
        (ARTICLE, "used before"),
    ],
)
def test_a_bad_article_is_named_by_file_and_line(tmp_path: Path, line: object, message: str) -> None:
    folder = write(tmp_path, [ARTICLE, line], [QUESTION])
    with pytest.raises(BadQuestionSet, match=rf"articles\.jsonl:2: .*{message}"):
        load_question_set(folder)


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet, match=r"articles\.jsonl cannot be read .*a set is a folder with"):
        load_question_set(tmp_path)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, [ARTICLE], [QUESTION])
    (folder / "articles.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(BadQuestionSet, match=r"articles\.jsonl is not UTF-8"):
        load_question_set(folder)


def test_a_set_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet, match="holds no questions"):
        load_question_set(write(tmp_path, [ARTICLE], []))
