import logging
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from answer.errors import ChatModelFailed, CircuitOpen, SpendLimitReached
from answer.llm.breaker import CircuitBreaker
from answer.llm.daily_tokens import DailyTokens
from answer.llm.drafting import Drafter, Limits
from answer.ports import ChatModel, Completion, Prompt

PROMPT = Prompt("instructions", "material")
NOTHING = '{"answered": false, "statements": []}'
BUSY = ChatModelFailed("busy", may_retry=True, may_have_cost=False)
DAY = date(2026, 3, 1)


class Scripted(ChatModel):
    """Gives what the script has, each taking a second on the clock."""

    def __init__(self, *script: str | ChatModelFailed) -> None:
        self.script = list(script)
        self.now = 0.0
        self.waited: list[float] = []
        self.time_given: list[float] = []

    def warm_up(self) -> None:
        pass

    def complete(self, prompt: Prompt, schema: Mapping[str, object], timeout_seconds: float) -> Completion:
        self.time_given.append(timeout_seconds)
        self.now += 1
        step = self.script.pop(0)
        if isinstance(step, ChatModelFailed):
            raise step
        return Completion(step, 1_000, 50)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


@pytest.fixture
def tokens(tmp_path: Path) -> DailyTokens:
    return DailyTokens(tmp_path / "tokens.sqlite3", 100_000, lambda: DAY)


MakeDrafter = Callable[..., Drafter]


@pytest.fixture
def drafter_of(tokens: DailyTokens) -> MakeDrafter:
    def make(model: Scripted, limits: Limits = Limits(), **breaker: float) -> Drafter:  # noqa: B008
        return Drafter(
            model, tokens, limits, model.clock, model.sleep, CircuitBreaker(model.clock, **breaker)  # type: ignore[arg-type]
        )  # fmt: skip

    return make


def test_a_passing_fault_is_tried_again_twice_at_most(drafter_of: MakeDrafter) -> None:
    model = Scripted(BUSY, BUSY, NOTHING)
    assert drafter_of(model).draft(PROMPT).answered is False
    assert model.waited == [0.5, 1.0]
    model = Scripted(BUSY, BUSY, BUSY, NOTHING)
    with pytest.raises(ChatModelFailed, match="busy"):
        drafter_of(model).draft(PROMPT)
    assert len(model.script) == 1


def test_a_lasting_fault_is_not_tried_again(drafter_of: MakeDrafter) -> None:
    model = Scripted(ChatModelFailed("no such model"), NOTHING)
    with pytest.raises(ChatModelFailed, match="no such model"):
        drafter_of(model).draft(PROMPT)
    assert len(model.script) == 1


def test_retry_after_is_honoured_where_it_ends_before_the_deadline(drafter_of: MakeDrafter) -> None:
    limits = Limits(deadline_seconds=10)
    soon = Scripted(ChatModelFailed("wait", may_retry=True, retry_after_seconds=4), NOTHING)
    drafter_of(soon, limits).draft(PROMPT)
    assert (soon.waited, soon.time_given) == ([4], [10, 5])
    late = Scripted(ChatModelFailed("wait", may_retry=True, retry_after_seconds=9.5), NOTHING)
    with pytest.raises(ChatModelFailed, match="wait"):
        drafter_of(late, limits).draft(PROMPT)
    assert late.waited == []


def test_all_tries_together_keep_the_deadline(drafter_of: MakeDrafter) -> None:
    model = Scripted(BUSY, BUSY, NOTHING)
    with pytest.raises(ChatModelFailed):
        drafter_of(model, Limits(deadline_seconds=2)).draft(PROMPT)
    assert model.now <= 2.5
    assert len(model.script) == 1


def test_after_five_faults_in_a_row_the_llm_is_left_alone_and_then_tried_once(drafter_of: MakeDrafter) -> None:
    broken = ChatModelFailed("broken")
    model = Scripted(*[broken] * 6, NOTHING, broken, NOTHING)
    drafter = drafter_of(model, rest_seconds=30)
    for _ in range(5):
        with pytest.raises(ChatModelFailed, match="broken"):
            drafter.draft(PROMPT)
    with pytest.raises(CircuitOpen, match="tried again in 30 s"):
        drafter.draft(PROMPT)
    model.now += 30
    with pytest.raises(ChatModelFailed, match="broken"):
        drafter.draft(PROMPT)  # let through to try
    with pytest.raises(CircuitOpen):
        drafter.draft(PROMPT)
    model.now += 30
    drafter.draft(PROMPT)  # closed again, and one fault does not open it
    with pytest.raises(ChatModelFailed, match="broken"):
        drafter.draft(PROMPT)
    drafter.draft(PROMPT)


def test_a_reply_that_cannot_be_read_is_a_fault_too(drafter_of: MakeDrafter) -> None:
    drafter = drafter_of(Scripted("", "no JSON", '{"answered": 1}', "x" * 200_000, NOTHING), faults=4)
    for said in ("nothing", "form", "form", "longer"):
        with pytest.raises(ChatModelFailed, match=said):
            drafter.draft(PROMPT)
    with pytest.raises(CircuitOpen):
        drafter.draft(PROMPT)


def test_a_reply_in_a_code_fence_is_read(drafter_of: MakeDrafter) -> None:
    assert drafter_of(Scripted(f"```json\n{NOTHING}\n```")).draft(PROMPT).statements == []


def test_tokens_are_counted_as_the_provider_counts_them_and_over_a_restart(
    drafter_of: MakeDrafter, tokens: DailyTokens, tmp_path: Path
) -> None:
    drafter_of(Scripted(NOTHING)).draft(PROMPT)
    with pytest.raises(ChatModelFailed):
        drafter_of(Scripted(ChatModelFailed("refused", may_have_cost=False))).draft(PROMPT)
    assert tokens.used_today() == 1_050
    restarted = DailyTokens(tmp_path / "tokens.sqlite3", 5_000, lambda: DAY)
    assert restarted.used_today() == 1_050
    with pytest.raises(SpendLimitReached, match="DEALDESK_LLM_TOKENS_PER_DAY"):
        restarted.reserve(4_000)
    tomorrow = DailyTokens(tmp_path / "tokens.sqlite3", 5_000, lambda: date(2026, 3, 2))
    assert tomorrow.used_today() == 0
    tomorrow.reserve(4_000)


def test_what_a_call_without_an_answer_may_have_cost_stays_counted(
    drafter_of: MakeDrafter, tokens: DailyTokens
) -> None:
    with pytest.raises(ChatModelFailed):
        drafter_of(Scripted(ChatModelFailed("timed out")), Limits(output_tokens=700)).draft(PROMPT)
    assert 700 < tokens.used_today() < 720


def test_the_spend_limit_holds_before_a_call_and_is_no_fault_of_the_llm(tmp_path: Path) -> None:
    model = Scripted(NOTHING)
    breaker = CircuitBreaker(model.clock, faults=1)
    drafter = Drafter(model, DailyTokens(tmp_path / "t", 100), Limits(), model.clock, model.sleep, breaker)
    for _ in range(3):
        with pytest.raises(SpendLimitReached):
            drafter.draft(PROMPT)
    assert model.time_given == []


def test_where_spending_cannot_be_counted_nothing_is_spent(tmp_path: Path) -> None:
    model = Scripted(NOTHING)
    drafter = Drafter(model, DailyTokens(tmp_path / "missing" / "t.sqlite3", 10**6), Limits())
    with pytest.raises(ChatModelFailed, match=r"t\.sqlite3 in the data folder"):
        drafter.draft(PROMPT)
    assert model.time_given == []


def test_each_call_is_logged_with_its_size_and_its_tokens(
    drafter_of: MakeDrafter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "answer.llm"):
        drafter_of(Scripted(NOTHING)).draft(PROMPT)
    [line] = caplog.messages
    assert "20 characters of prompt, 1000 prompt and 50 completion tokens" in line
    assert "1050 of 100000 tokens used today" in line
