"""Who somebody is, as Slack says: every kind, every way of not being told, and for how long it is believed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.errors import LookUpFailed
from bot.install.clients import Clients
from bot.install.single import OneWorkspace
from bot.permission.people import People, PersonKind
from tests.bot.loopback_slack import BOT_TOKEN, Fault, Gate, LoopbackSlack, Person, Usergroup

TEAM = "T1"
SEVERAL = 6


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack.in_thread() as slack:
        yield slack


@pytest.fixture
def workspace(slack: LoopbackSlack) -> OneWorkspace:
    return OneWorkspace(BOT_TOKEN, Clients(slack.api_url))


@pytest.fixture
def people(slack: LoopbackSlack, workspace: OneWorkspace) -> People:
    return People(workspace, slack.clock.now)


class Told(Person):
    """Somebody of whom Slack says just this."""

    def as_json(self) -> dict[str, Any]:
        return self.said  # type: ignore[attr-defined,no-any-return]


def told(**said: Any) -> Person:
    person = Told("U1")
    object.__setattr__(person, "said", {"id": "U1"} | said)
    return person


def lookups(slack: LoopbackSlack) -> int:
    return len(slack.bodies("users.info"))


@pytest.mark.parametrize(
    ("person", "kind"),
    [
        (Person.member("U1"), PersonKind.MEMBER),
        (Person.admin("U1"), PersonKind.MEMBER),
        (Person.guest("U1"), PersonKind.GUEST),
        (Person.guest("U1", single_channel=True), PersonKind.GUEST),
        (told(team_id="T1", is_ultra_restricted=True), PersonKind.GUEST),
        (Person.external("U1"), PersonKind.EXTERNAL),
        (Person.external("U1", "T1", stranger=True), PersonKind.EXTERNAL),
        (Person.deactivated("U1"), PersonKind.DEACTIVATED),
        (Person("U1", team="T9", deleted=True), PersonKind.DEACTIVATED),
        (Person.bot("U1"), PersonKind.BOT),
        (Person("U1", team="T9", is_bot=True), PersonKind.BOT),
        (told(team_id="T1", is_workflow_bot=True), PersonKind.BOT),
        (told(team_id="T1", is_admin=None), PersonKind.MEMBER),
    ],
)
def test_every_kind_of_person_is_told_apart(
    slack: LoopbackSlack, people: People, person: Person, kind: PersonKind
) -> None:
    slack.add(person)
    assert people.person(TEAM, "U1").kind is kind


def test_slackbot_is_a_bot_though_slack_does_not_say_so(people: People) -> None:
    assert people.person(TEAM, "USLACKBOT").kind is PersonKind.BOT


@pytest.mark.parametrize("code", ["user_not_found", "user_not_visible"])
def test_who_slack_does_not_know_or_show_is_unknown(slack: LoopbackSlack, people: People, code: str) -> None:
    slack.faults.add("users.info", Fault(error=code))
    assert people.person(TEAM, "U1").kind is PersonKind.UNKNOWN


def test_whoever_the_event_places_elsewhere_is_external_whatever_else_is_said(people: People) -> None:
    assert people.person(TEAM, "U1", user_team="T9").kind is PersonKind.EXTERNAL
    assert people.person(TEAM, "U1", user_team="T1").kind is PersonKind.MEMBER
    assert people.person(TEAM, "U1").kind is PersonKind.MEMBER


def test_another_workspace_of_the_same_organisation_is_not_another_company(
    slack: LoopbackSlack, people: People
) -> None:
    slack.add(Person("U1", team="T2", enterprise="E1"), Person("U2", team="T1", enterprise="E1"))
    assert people.person(TEAM, "U1", "T2", "E1").kind is PersonKind.MEMBER
    assert people.person(TEAM, "U2", "E1", "E1").kind is PersonKind.MEMBER  # some events name the organisation
    assert people.person(TEAM, "U1", "T2", "E2").kind is PersonKind.EXTERNAL
    assert people.person(TEAM, "U1", "T2").kind is PersonKind.EXTERNAL


def test_two_workspaces_without_an_organisation_are_two_companies(slack: LoopbackSlack, people: People) -> None:
    slack.add(Person("U1", team="T2"))
    assert people.person(TEAM, "U1", "T2", "").kind is PersonKind.EXTERNAL


# When Slack does not say

MALFORMED = [
    told(),
    told(team_id=None),
    told(team_id=""),
    told(team_id=7),
    told(team_id="T1", deleted="false"),
    told(team_id="T1", is_restricted="true"),
    told(team_id="T1", is_bot=[]),
    told(team_id="T1", enterprise_user="E1"),
]


@pytest.mark.parametrize("person", MALFORMED, ids=lambda person: str(person.said))
def test_a_person_that_is_told_of_in_another_form_is_not_guessed_at(
    slack: LoopbackSlack, people: People, person: Person
) -> None:
    slack.add(person)
    with pytest.raises(LookUpFailed, match=r"who U1 is"):
        people.person(TEAM, "U1")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(error="missing_scope"),
        Fault(error="internal_error"),
        Fault(error="account_inactive"),
        Fault(retry_after="3600"),
        Fault(status=500),
        Fault(status=200),
        Fault(drop=True),
        Fault(drop_before=True),
    ],
    ids=str,
)
def test_whatever_goes_wrong_is_a_look_up_that_failed(slack: LoopbackSlack, people: People, fault: Fault) -> None:
    slack.faults.always("users.info", fault)
    with pytest.raises(LookUpFailed, match=r"nothing is shown.*dealdesk slack check"):
        people.person(TEAM, "U1")


def test_the_reason_is_slacks_own_word_and_never_what_else_it_sent(slack: LoopbackSlack, people: People) -> None:
    slack.faults.add("users.info", Fault(error="missing_scope"), Fault(error="<html>" + "secret " * 5_000))
    with pytest.raises(LookUpFailed, match=r"\(missing_scope\)"):
        people.person(TEAM, "U1")
    with pytest.raises(LookUpFailed, match=r"\(SlackApiError\)") as failed:
        people.person(TEAM, "U1")
    assert "secret" not in str(failed.value)


def test_a_workspace_without_a_token_is_a_failure_too(people: People) -> None:
    people.person(TEAM, "U1")  # now it is known whose token it is
    with pytest.raises(LookUpFailed, match=r"\(NotInstalled\)"):
        people.person("T2", "U1")


def test_a_look_up_that_slack_leaves_hanging_ends_after_two_seconds(slack: LoopbackSlack, people: People) -> None:
    people.person(TEAM, "U2")  # now it is known whose token it is
    gate = Gate()
    slack.faults.add("users.info", Fault(before=gate))
    began = time.monotonic()
    with pytest.raises(LookUpFailed, match=r"TimeoutError|URLError"):
        people.person(TEAM, "U1")
    assert time.monotonic() - began < 4
    gate.open()


def test_a_failure_is_not_remembered(slack: LoopbackSlack, people: People) -> None:
    slack.faults.add("users.info", Fault(error="internal_error"))
    with pytest.raises(LookUpFailed):
        people.person(TEAM, "U1")
    assert people.person(TEAM, "U1").kind is PersonKind.MEMBER


# For how long it is believed


def test_a_person_is_looked_up_once_in_five_minutes(slack: LoopbackSlack, people: People) -> None:
    people.person(TEAM, "U1")
    slack.add(Person.deactivated("U1"))
    slack.clock.advance(299)
    assert people.person(TEAM, "U1", "T1").kind is PersonKind.MEMBER
    assert lookups(slack) == 1
    slack.clock.advance(1)
    assert people.person(TEAM, "U1").kind is PersonKind.DEACTIVATED


def test_the_five_minutes_begin_when_the_look_up_does(slack: LoopbackSlack, people: People) -> None:
    gate = Gate()
    slack.faults.add("users.info", Fault(after=gate))
    with ThreadPoolExecutor() as threads:
        looking = threads.submit(people.person, TEAM, "U1")
        slack.wait_until(lambda: gate.held)
        slack.clock.advance(299)
        gate.open()
        assert looking.result().kind is PersonKind.MEMBER
    slack.add(Person.deactivated("U1"))
    slack.clock.advance(1)
    assert people.person(TEAM, "U1").kind is PersonKind.DEACTIVATED


def test_a_person_who_is_forgotten_is_looked_up_again(slack: LoopbackSlack, people: People) -> None:
    people.person(TEAM, "U1")
    people.person(TEAM, "U2")
    slack.add(Person.deactivated("U1"))
    people.forget(TEAM, "U1")
    people.forget("T2", "U2")
    assert people.person(TEAM, "U1").kind is PersonKind.DEACTIVATED
    assert people.person(TEAM, "U2").kind is PersonKind.MEMBER
    assert lookups(slack) == 3


def test_what_was_on_its_way_when_somebody_changed_is_not_believed_later(slack: LoopbackSlack, people: People) -> None:
    gate = Gate()
    slack.faults.add("users.info", Fault(after=gate))
    with ThreadPoolExecutor() as threads:
        looking = threads.submit(people.person, TEAM, "U1")
        slack.wait_until(lambda: gate.held)
        slack.add(Person.deactivated("U1"))
        people.forget(TEAM, "U1")
        gate.open()
        assert looking.result().kind is PersonKind.MEMBER
    assert people.person(TEAM, "U1").kind is PersonKind.DEACTIVATED


def test_a_late_failure_does_not_undo_what_was_found_since(slack: LoopbackSlack, people: People) -> None:
    gate = Gate()
    slack.faults.add("users.info", Fault(error="internal_error", before=gate))
    with ThreadPoolExecutor() as threads:
        looking = threads.submit(people.person, TEAM, "U1")
        slack.wait_until(lambda: gate.held)
        people.forget(TEAM, "U1")
        people.person(TEAM, "U1")
        gate.open()
        assert isinstance(looking.exception(), LookUpFailed)
    people.person(TEAM, "U1")
    assert lookups(slack) == 2


class Looks:
    """A clock that stands still and counts how often it is looked at, which everybody does once a question."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> float:
        self.count += 1
        return 0.0


@pytest.mark.parametrize("fault", [Fault(), Fault(error="internal_error")], ids=["found", "failed"])
def test_several_who_ask_of_one_person_at_once_wait_for_one_look_up(
    slack: LoopbackSlack, workspace: OneWorkspace, fault: Fault
) -> None:
    gate, looks = Gate(), Looks()
    people = People(workspace, looks)
    slack.faults.add("users.info", Fault(error=fault.error, before=gate))
    with ThreadPoolExecutor(SEVERAL) as threads:
        asking = [threads.submit(people.person, TEAM, "U1") for _ in range(SEVERAL)]
        slack.wait_until(lambda: gate.held and looks.count == SEVERAL)
        gate.open()
    assert lookups(slack) == 1
    failed = [isinstance(each.exception(), LookUpFailed) for each in asking]
    assert failed == [bool(fault.error)] * SEVERAL


def test_only_so_many_people_are_remembered_and_the_oldest_go_first(
    slack: LoopbackSlack, workspace: OneWorkspace
) -> None:
    people = People(workspace, slack.clock.now, most=2)
    for user in ("U1", "U2", "UADMIN", "UADMIN", "U2"):
        people.person(TEAM, user)
    assert lookups(slack) == 3
    people.person(TEAM, "U1")
    assert lookups(slack) == 4


# Groups


def test_a_member_s_groups_are_told_where_they_are_asked_for(slack: LoopbackSlack, people: People) -> None:
    slack.add(Usergroup("S1", ("U1", "U2")), Usergroup("S2", ("U1",)), Usergroup("S3", ("U1",), disabled=True))
    assert people.person(TEAM, "U1").groups == frozenset()
    assert people.person(TEAM, "U1", with_groups=True).groups == {"S1", "S2"}
    assert people.person(TEAM, "U2", with_groups=True).groups == {"S1"}
    assert people.person(TEAM, "UADMIN", with_groups=True).groups == frozenset()
    assert len(slack.bodies("usergroups.list")) == 1


def test_groups_too_are_believed_for_five_minutes_or_until_slack_tells_of_a_change(
    slack: LoopbackSlack, people: People
) -> None:
    slack.add(Usergroup("S1", ("U1",)))
    assert people.person(TEAM, "U1", with_groups=True).groups == {"S1"}
    slack.add(Usergroup("S1", ()))
    assert people.person(TEAM, "U1", with_groups=True).groups == {"S1"}
    people.forget(TEAM)
    assert people.person(TEAM, "U1", with_groups=True).groups == frozenset()
    slack.add(Usergroup("S1", ("U1",)))
    slack.clock.advance(300)
    assert people.person(TEAM, "U1", with_groups=True).groups == {"S1"}


def test_who_is_no_full_member_has_no_groups(slack: LoopbackSlack, people: People) -> None:
    slack.add(Usergroup("S1", ("U1",)), Person.guest("U1"))
    assert people.person(TEAM, "U1", with_groups=True).groups == frozenset()
    assert slack.bodies("usergroups.list") == []


def test_groups_that_slack_does_not_tell_are_not_taken_for_none(slack: LoopbackSlack, people: People) -> None:
    slack.faults.add("usergroups.list", Fault(error="missing_scope"))
    with pytest.raises(LookUpFailed, match=r"user group \(missing_scope\)"):
        people.person(TEAM, "U1", with_groups=True)
    assert people.person(TEAM, "U1", with_groups=True).kind is PersonKind.MEMBER
