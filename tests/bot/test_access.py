"""Who may see what: the written-out table, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.asked import Asked, How, Place
from bot.errors import LookUpFailed
from bot.install.clients import Clients
from bot.install.single import OneWorkspace
from bot.permission.access import Access, Policy, Strangers
from bot.permission.people import People
from bot.ports import Binding
from corpus.database import Database
from dealdesk.records.permissions import SqlPermissions
from tests.bot.access_table import (
    BOARD,
    CLOSED,
    DEALS,
    DIRECT,
    EVERYBODY,
    FAILING,
    GROUP,
    GUEST,
    MEMBER,
    OPEN,
    PEOPLE,
    SHARED,
    TOGETHER,
    Cell,
    cells,
)
from tests.bot.loopback_slack import BOT_TOKEN, Fault, LoopbackSlack, Person, Usergroup

TEAM = "T1"
BOTH = ("public", DEALS)


@dataclass
class Office:
    """A Slack, what is bound and granted in it, and who decides."""

    slack: LoopbackSlack
    permissions: SqlPermissions
    people: People

    def access(self, policy: Policy | None = None) -> Access:
        return Access(self.people, self.permissions, policy or Policy())

    def sees(self, asked: Asked, policy: Policy | None = None) -> tuple[str, ...] | None:
        selection = self.access(policy).selection(asked)
        return selection.collections if selection else None


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = Database(tmp_path / "catalogue.sqlite3")
    with LoopbackSlack.in_thread() as slack:
        slack.add(*PEOPLE)
        people = People(OneWorkspace(BOT_TOKEN, Clients(slack.api_url)), slack.clock.now)
        yield Office(slack, SqlPermissions(database), people)
    database.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """As the table has it. Read it only."""
    database = Database(tmp_path_factory.mktemp("office") / "catalogue.sqlite3")
    permissions = SqlPermissions(database)
    for channel in (OPEN, CLOSED, GROUP, SHARED):
        permissions.bind(TEAM, channel, Binding(BOTH), "UADMIN")
    permissions.bind(TEAM, TOGETHER, Binding(BOTH, shared=True), "UADMIN")
    for user in EVERYBODY:
        permissions.grant(TEAM, user, [BOARD], "UADMIN")
    with LoopbackSlack.in_thread() as slack:
        slack.add(*PEOPLE)
        yield Office(slack, permissions, People(OneWorkspace(BOT_TOKEN, Clients(slack.api_url))))
    database.close()


def asked(
    user: str, how: How = How.MENTION, channel: str = OPEN, place: Place = Place.CHANNEL, **more: object
) -> Asked:
    question = Asked(TEAM, channel, "1700000000.000200", "1700000000.000100", "Who?", user, how, place)
    return replace(question, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", [*cells(Strangers.PUBLIC), *cells(Strangers.NOTHING)], ids=str)
def test_everybody_sees_what_the_table_says(furnished: Office, cell: Cell) -> None:
    question = asked(cell.user, cell.how, cell.channel, cell.place, shared=cell.shared)
    policy = Policy(strangers=cell.strangers)
    if cell.fails:
        furnished.slack.faults.add("users.info", Fault(error="internal_error"))
        with pytest.raises(LookUpFailed):
            furnished.sees(question, policy)
    else:
        assert frozenset(furnished.sees(question, policy) or ()) == cell.sees


@pytest.mark.parametrize("strangers", list(Strangers))
def test_the_table_has_a_cell_for_everybody_everywhere(strangers: Strangers) -> None:
    written = cells(strangers)
    assert len({(cell.user, cell.how, cell.channel) for cell in written}) == len(written) == 7 * 3 * 6


def test_who_is_nobody_in_the_table_is_denied_altogether_and_not_shown_an_empty_shelf(furnished: Office) -> None:
    assert furnished.sees(asked(GUEST), Policy(strangers=Strangers.NOTHING)) is None


def test_a_channel_that_nobody_bound_answers_from_the_public_collection(office: Office) -> None:
    assert office.sees(asked(MEMBER)) == ("public",)


def test_a_binding_says_all_that_answers(office: Office) -> None:
    office.permissions.bind(TEAM, OPEN, Binding((DEALS,)), "UADMIN")
    assert office.sees(asked(MEMBER)) == (DEALS,)
    assert office.sees(asked(GUEST)) == ("public",)


def test_what_is_said_to_nobody_is_answered_from_what_the_channel_may_read(office: Office) -> None:
    office.permissions.bind(TEAM, OPEN, Binding(BOTH, unasked=True), "UADMIN")
    office.permissions.grant(TEAM, MEMBER, [BOARD], "UADMIN")
    assert office.sees(asked(MEMBER, How.UNASKED)) == BOTH


def test_a_shortcut_shows_what_the_asker_alone_may_read(office: Office) -> None:
    office.permissions.bind(TEAM, OPEN, Binding(BOTH), "UADMIN")
    office.permissions.grant(TEAM, MEMBER, [BOARD], "UADMIN")
    assert office.sees(asked(MEMBER, How.SHORTCUT)) == ("public", BOARD)


def test_a_follow_up_has_the_rights_of_whoever_asks_it(office: Office) -> None:
    office.permissions.bind(TEAM, OPEN, Binding(BOTH), "UADMIN")
    thread = asked(MEMBER)
    assert office.sees(thread) == BOTH
    assert office.sees(replace(thread, user=GUEST, how=How.FOLLOW_UP, ts="1700000000.000300")) == ("public",)
    assert office.sees(replace(thread, how=How.FOLLOW_UP, ts="1700000000.000400")) == BOTH


def test_what_is_unbound_or_taken_back_is_gone_with_the_next_question(office: Office) -> None:
    direct = asked(MEMBER, How.DIRECT, DIRECT, Place.DIRECT)
    office.permissions.bind(TEAM, OPEN, Binding(BOTH), "UADMIN")
    office.permissions.grant(TEAM, MEMBER, [BOARD], "UADMIN")
    assert (office.sees(asked(MEMBER)), office.sees(direct)) == (BOTH, ("public", BOARD))
    office.permissions.bind(TEAM, OPEN, None, "UADMIN")
    office.permissions.revoke(TEAM, MEMBER, [BOARD])
    assert (office.sees(asked(MEMBER)), office.sees(direct)) == (("public",), ("public",))


def test_what_is_bound_and_granted_in_another_workspace_counts_only_there(office: Office) -> None:
    office.permissions.bind("T2", OPEN, Binding(BOTH), "UADMIN")
    office.permissions.grant("T2", MEMBER, [BOARD], "UADMIN")
    assert office.sees(asked(MEMBER)) == ("public",)
    assert office.sees(asked(MEMBER, How.COMMAND)) == ("public",)


# User groups


def test_a_user_group_s_members_read_what_it_may(office: Office) -> None:
    office.slack.add(Usergroup("S1", (MEMBER,)), Usergroup("S2", (FAILING,)))
    office.permissions.grant(TEAM, "S1", [BOARD], "UADMIN")
    office.permissions.grant(TEAM, "S2", [DEALS], "UADMIN")
    assert office.sees(asked(MEMBER, How.COMMAND)) == ("public", BOARD)
    assert office.sees(asked(FAILING, How.COMMAND)) == ("public", DEALS)


def test_a_guest_in_a_user_group_is_still_a_guest(office: Office) -> None:
    office.slack.add(Usergroup("S1", (GUEST,)))
    office.permissions.grant(TEAM, "S1", [BOARD], "UADMIN")
    assert office.sees(asked(GUEST, How.COMMAND)) == ("public",)


def test_groups_are_asked_for_only_where_something_is_granted_to_one(office: Office) -> None:
    office.permissions.grant(TEAM, MEMBER, [BOARD], "UADMIN")
    office.permissions.grant("T2", "S1", [BOARD], "UADMIN")
    office.sees(asked(MEMBER, How.COMMAND))
    assert office.slack.bodies("usergroups.list") == []
    office.sees(asked(MEMBER, How.COMMAND), Policy(grants={"S1": (DEALS,)}))
    assert len(office.slack.bodies("usergroups.list")) == 1


def test_where_the_groups_cannot_be_had_nothing_is_shown_at_all(office: Office) -> None:
    office.permissions.grant(TEAM, MEMBER, [BOARD], "UADMIN")
    office.permissions.grant(TEAM, "S1", [DEALS], "UADMIN")
    office.slack.faults.add("usergroups.list", Fault(error="missing_scope"))
    with pytest.raises(LookUpFailed, match=r"user group \(missing_scope\).*dealdesk slack check"):
        office.sees(asked(MEMBER, How.COMMAND))


def test_who_joins_or_leaves_a_group_is_seen_at_once_where_slack_tells_of_it(office: Office) -> None:
    access = office.access()
    office.permissions.grant(TEAM, "S1", [BOARD], "UADMIN")
    office.slack.add(Usergroup("S1", (MEMBER,)))
    assert office.sees(asked(MEMBER, How.COMMAND)) == ("public", BOARD)
    office.slack.add(Usergroup("S1", ()))
    access.forget(TEAM)
    assert office.sees(asked(MEMBER, How.COMMAND)) == ("public",)


# Settings

IN_SETTINGS = Policy(
    channels={OPEN: BOTH}, grants={MEMBER: (BOARD,), "S1": (DEALS,)}, admins=frozenset({MEMBER, GUEST})
)


def test_the_settings_count_where_nothing_is_said_in_slack(office: Office) -> None:
    assert office.sees(asked(MEMBER), IN_SETTINGS) == BOTH
    office.permissions.bind(TEAM, OPEN, Binding(("public",)), "UADMIN")
    assert office.sees(asked(MEMBER), IN_SETTINGS) == ("public",)


def test_the_settings_bind_no_channel_that_another_company_reads(office: Office) -> None:
    assert office.sees(asked(MEMBER, shared=True), IN_SETTINGS) == ("public",)


def test_grants_in_slack_and_in_the_settings_add_up(office: Office) -> None:
    office.slack.add(Usergroup("S1", (MEMBER,)))
    office.permissions.grant(TEAM, MEMBER, ["legal", "public"], "UADMIN")
    assert office.sees(asked(MEMBER, How.COMMAND), IN_SETTINGS) == ("public", BOARD, DEALS, "legal")


# Admins


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (Person.member("U1"), False),
        (Person.admin("U1"), True),
        (Person("U1", is_owner=True), True),
        (Person("U1", is_admin=True, is_restricted=True), False),
        (Person("U1", is_admin=True, team="T9"), False),
        (Person("U1", is_admin=True, is_bot=True), False),
        (Person.deactivated("U1"), False),
    ],
)
def test_only_full_members_who_are_admins_or_owners_may_bind_and_grant(
    office: Office, person: Person, may: bool
) -> None:
    office.slack.add(person)
    assert office.access().is_admin(TEAM, "U1") is may


def test_the_settings_can_name_further_admins_but_only_full_members(office: Office) -> None:
    access = office.access(IN_SETTINGS)
    assert access.is_admin(TEAM, MEMBER)
    assert not access.is_admin(TEAM, GUEST)
    assert not access.is_admin(TEAM, MEMBER, user_team="T9")


def test_nobody_is_an_admin_while_slack_does_not_say(office: Office) -> None:
    office.slack.faults.add("users.info", Fault(status=500))
    with pytest.raises(LookUpFailed):
        office.access(IN_SETTINGS).is_admin(TEAM, MEMBER)
