import pytest

from answer.reply import Question, Turn
from answer.understanding import Understanding
from corpus.article import EVERYTHING, Article, Span
from evaluation.place import Place
from evaluation.question_set import GoldQuestion, QuestionSet
from evaluation.run import evaluate
from tests.evaluation.fakes import ScriptedAnswerer, ScriptedSearcher

OHIO = Article("ohio", "Ohio", "The plant in Ohio is run by SB Energy. " + "It burns gas. " * 400)
IOWA = Article("iowa", "Iowa", "The mill in Iowa is run by nobody.")
NAME = Span(28, 37)
RUNS = GoldQuestion("q1", "Who runs the plant?", True, ("SB Energy",), (Place("ohio", NAME),))
FOLLOW = GoldQuestion(
    "q2", "And the mill?", True, ("nobody",), (Place("iowa", Span(27, 33)),), (Turn("user", "Who runs the plant?"),)
)
LOANS = GoldQuestion("q3", "What is the interest rate?", False)
SET = QuestionSet("tiny", (OHIO, IOWA), (RUNS, FOLLOW, LOANS))


def searcher() -> ScriptedSearcher:
    return ScriptedSearcher(
        {
            RUNS.question: [(OHIO, Span(0, 39)), (IOWA, Span(0, 34))],
            FOLLOW.question: [(OHIO, Span(39, 4_039)), (IOWA, Span(0, 30)), (IOWA, Span(30, 34))],
        }
    )


def test_retrieval_is_measured_per_question_and_in_total() -> None:
    report = evaluate(SET, searcher())
    runs, follow, loans = (row.measures for row in report.rows)
    assert (runs["recall_4000"], runs["precision_4000"], runs["reciprocal_rank"]) == (1.0, 9 / 73, 1.0)
    assert (follow["recall_4000"], follow["recall_16000"], follow["reciprocal_rank"]) == (0.0, 1.0, 1 / 2)
    assert (follow["recall_at_1"], follow["recall_at_5"]) == (0.0, 1.0)
    assert "recall_4000" not in loans
    total = report.totals["recall_4000"]
    assert (total.value, total.n) == (0.5, 2)
    assert report.totals["search_ms_p50"].n == 3
    assert "ask_ms_p50" not in report.totals


def test_an_answer_across_the_border_of_two_passages_is_found() -> None:
    follow = evaluate(SET, searcher()).rows[1].measures
    assert (follow["gold_found_4000"], follow["gold_found_16000"]) == (0.0, 1.0)


def test_retrieval_gets_the_last_turn_and_room_to_fill_the_budget_the_answerer_gets_the_history() -> None:
    search, answerer = searcher(), ScriptedAnswerer({})
    evaluate(SET, search, answerer)
    assert search.asked == [(question.question, 100) for question in SET.questions]
    assert [question.history for question in answerer.asked] == [(), FOLLOW.history, ()]


def test_answers_are_measured_and_an_abstention_from_an_answerable_question_scores_nothing() -> None:
    answerer = ScriptedAnswerer({RUNS.question: [(OHIO, Span(0, 38)), (IOWA, Span(0, 34))]})
    report = evaluate(SET, searcher(), answerer)
    runs, follow, loans = (row.measures for row in report.rows)
    assert (runs["gold_cited"], runs["statements"], runs["citation_f1"]) == (1.0, 2.0, 2 * 9 / (72 + 9))
    assert (follow["answered"], follow["gold_cited"], follow["citation_f1"]) == (0.0, 0.0, 0.0)
    assert "gold_cited" not in loans
    values = {name: (total.value, total.n) for name, total in report.totals.items()}
    assert values["answered_of_answerable"] == (0.5, 2)
    assert values["abstained_of_unanswerable"] == (1.0, 1)
    assert values["balanced_accuracy"] == (0.75, 3)
    assert values["gold_cited"] == (0.5, 2)
    assert values["statements"] == (2.0, 1)
    assert values["verbatim"] == (1.0, 2)
    assert report.rows[2].reply == "The articles touch on this, but none of them states an answer."


def test_offsets_into_cleaned_stored_articles_are_measured_in_the_texts_of_the_set() -> None:
    raw = Article("ohio", "Ohio", "\ufeff\u200b" + OHIO.text)
    gold = GoldQuestion("q1", RUNS.question, True, RUNS.answers, (Place("ohio", Span(30, 39)),))
    found = {RUNS.question: [(OHIO, NAME)]}
    report = evaluate(QuestionSet("raw", (raw,), (gold,)), ScriptedSearcher(found), ScriptedAnswerer(found))
    measures = report.rows[0].measures
    assert (measures["recall_4000"], measures["precision_4000"], measures["citation_f1"]) == (1.0, 1.0, 1.0)


def test_progress_is_told_of_every_question_and_the_run_is_described() -> None:
    done: list[int] = []
    report = evaluate(SET, searcher(), progress=done.append, index_version="v7", settings={"model": "small"})
    assert done == [1, 1, 1]
    assert (report.set_name, report.articles, report.questions, report.answerable) == ("tiny", 2, 3, 2)
    assert (report.index_version, dict(report.settings)) == ("v7", {"model": "small"})
    assert report.dealdesk_version
    assert report.made_at.utcoffset() is not None


def test_what_the_searcher_raises_is_not_hidden() -> None:
    class Broken(ScriptedSearcher):
        def search(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise RuntimeError("out of order")

    with pytest.raises(RuntimeError, match="out of order"):
        evaluate(SET, Broken({}))


def test_the_understood_question_is_searched_beside_the_last_turn_and_its_parts_are_read_in_turn() -> None:
    def understand(question: Question) -> Understanding:
        whole = "who runs the mill in Iowa?" if question.history else question.text
        return Understanding(whole, (whole,), (whole, "and another part"), EVERYTHING)

    found = {"who runs the mill in Iowa?": [(IOWA, Span(0, 34))], "and another part": [(OHIO, Span(0, 3_990))]}
    search = ScriptedSearcher({**searcher().found, **found})
    report = evaluate(SET, search, understand=understand)
    follow = report.rows[1].measures
    assert (follow["recall_4000"], follow["recall_4000_understood"]) == (0.0, 1.0)
    assert "recall_4000_understood" not in report.rows[2].measures
    assert report.totals["recall_4000_understood"].n == 2


def test_the_support_of_a_reply_is_kept_where_its_maker_tells() -> None:
    report = evaluate(SET, searcher(), ScriptedAnswerer({}, supports=True))
    assert report.rows[0].measures["support"] == len(RUNS.question) / 100
    assert report.totals["support_auc"].n == 3
