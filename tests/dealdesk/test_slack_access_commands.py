"""Who may read what in Slack, by the settings and at the command line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.asked import Asked, How
from bot.permission.access import Policy, Strangers
from bot.ports import Binding
from corpus.database import Database
from dealdesk.errors import BadSetting
from dealdesk.records.permissions import SqlPermissions
from dealdesk.records.questions import SqlQuestions
from dealdesk.settings import read_settings
from dealdesk.slack_access import AccessRecords, access_records, names_in
from dealdesk.slack_policy import policy_of
from tests.dealdesk.console import Console, settings_of

# Settings


def test_without_settings_the_public_collection_is_everybodys_and_nothing_else_anybodys() -> None:
    assert policy_of(read_settings()) == Policy(Strangers.PUBLIC, {}, {}, frozenset())


def test_the_settings_bind_channels_grant_collections_and_name_admins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALDESK_SLACK_CHANNELS", '{"C0123ABCD": ["public", "deals"], "G1": ["board"]}')
    monkeypatch.setenv("DEALDESK_SLACK_GRANTS", '{"U1": ["board"], "S1": ["deals"]}')
    monkeypatch.setenv("DEALDESK_SLACK_ADMINS", " U1, W2 ,")
    monkeypatch.setenv("DEALDESK_SLACK_STRANGERS", "nothing")
    assert policy_of(read_settings()) == Policy(
        strangers=Strangers.NOTHING,
        channels={"C0123ABCD": ("public", "deals"), "G1": ("board",)},
        grants={"U1": ("board",), "S1": ("deals",)},
        admins=frozenset({"U1", "W2"}),
    )


@pytest.mark.parametrize(
    "value", ["C1=deals", '["C1"]', "7", '{"C1": "deals"}', '{"C1": []}', '{"C1": [""]}', '{"C1": [" deals"]}', "{"]
)
@pytest.mark.parametrize("name", ["DEALDESK_SLACK_CHANNELS", "DEALDESK_SLACK_GRANTS"])
def test_what_is_no_json_object_of_lists_is_named_and_the_form_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=name + r': give a JSON object of lists, such as \{"C0123ABCD": \["public"'):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEALDESK_SLACK_CHANNELS", '{"#deals": ["deals"]}'),
        ("DEALDESK_SLACK_CHANNELS", '{"D1": ["deals"]}'),
        ("DEALDESK_SLACK_GRANTS", '{"ann": ["deals"]}'),
        ("DEALDESK_SLACK_GRANTS", '{"C1": ["deals"]}'),
        ("DEALDESK_SLACK_ADMINS", "U1,@ann"),
        ("DEALDESK_SLACK_ADMINS", "S1"),
    ],
)
def test_a_name_where_an_id_belongs_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=f"{name}: .* is no id of"):
        policy_of(read_settings())


def test_strangers_get_the_public_collection_or_nothing_and_no_third_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALDESK_SLACK_STRANGERS", "everything")
    with pytest.raises(BadSetting, match=r"DEALDESK_SLACK_STRANGERS: .*'public' or 'nothing'"):
        read_settings()


# Records


@pytest.fixture
def database(fresh: Console) -> Iterator[Database]:
    fresh.home.mkdir()
    database = Database(fresh.home / "catalogue.sqlite3")
    yield database
    database.close()


def records(database: Database, console: Console, **more: object) -> AccessRecords:
    return AccessRecords(settings_of(console.home, **more), database)


def test_the_workspace_need_not_be_named_where_only_one_is_known(database: Database, fresh: Console) -> None:
    with pytest.raises(BadSetting, match=r"none is known yet: .*--team"):
        records(database, fresh).bind("C1", Binding(("deals",)), None)
    SqlQuestions(database).take(Asked("T7", "C1", "1.1", "1.1", "Who?", "U1", How.MENTION))
    assert records(database, fresh).bind("C1", Binding(("deals",)), None) == "T7"
    assert records(database, fresh).grant("U1", ["board"], None) == "T7"
    assert records(database, fresh).grant("U1", ["board"], "T8") == "T8"
    with pytest.raises(BadSetting, match=r"T7, T8 are known: .*--team"):
        records(database, fresh).revoke("U1", [], None)


@pytest.mark.parametrize("channel", ["#deals", "deals", "D1", "U1", "C1 ", ""])
def test_only_a_channels_id_is_bound(database: Database, fresh: Console, channel: str) -> None:
    with pytest.raises(ValueError, match="is no id of a channel"):
        records(database, fresh).bind(channel, Binding(("deals",)), "T1")
    assert SqlPermissions(database).bindings("T1") == []


@pytest.mark.parametrize("grantee", ["@ann", "C1", ""])
def test_only_a_person_or_group_is_granted_anything(database: Database, fresh: Console, grantee: str) -> None:
    with pytest.raises(ValueError, match="is no id of a person or user group"):
        records(database, fresh).grant(grantee, ["deals"], "T1")


def test_settings_are_shown_beside_what_is_bound(database: Database, fresh: Console) -> None:
    known = records(
        database, fresh, slack_channels={"C9": ["deals"]}, slack_grants={"S9": ["board"]}, slack_admins="U9"
    )
    known.bind("C1", Binding(("public",), shared=True), "T1")
    assert known.shown() == {
        "strangers": "public",
        "admins": ["U9"],
        "channels": [
            {"team": None, "channel": "C9", "collections": ["deals"], "shared": False, "unasked": False},
            {"team": "T1", "channel": "C1", "collections": ["public"], "shared": True, "unasked": False},
        ],
        "grants": [{"team": None, "grantee": "S9", "collections": ["board"]}],
    }


def test_names_are_parted_by_commas_and_there_must_be_one() -> None:
    assert names_in(" deals, board of directors ,,deals") == ("deals", "board of directors")
    with pytest.raises(ValueError, match="at least one collection"):
        names_in(" , ")


def test_a_home_that_does_not_exist_yet_is_made(fresh: Console) -> None:
    with access_records(settings_of(fresh.home)) as known:
        known.bind("C1", Binding(("deals",)), "T1")
    with access_records(settings_of(fresh.home)) as known:
        assert [row["channel"] for row in known.shown()["channels"]] == ["C1"]


# Commands


@pytest.mark.slow
def test_the_commands_bind_and_grant_and_take_back(fresh: Console) -> None:
    def said(*arguments: object) -> str:
        done = fresh.run("slack", *arguments)
        assert done.code == 0, done.err
        return done.out.strip()

    assert "nothing is bound" in said("access")
    done = fresh.run("slack", "bind", "C1", "--collections", "deals,public", "--shared", "--unasked", "--team", "T1")
    assert (done.code, done.out) == (0, "bound: deals, public answer in C1 of T1\n")
    assert "warning: no article is in deals yet" in done.err
    assert said("grant", "S1", "board,legal") == "granted: S1 of T1 reads board, legal"
    assert said("revoke", "S1", "legal,deals") == "taken back from S1: legal"
    assert said("access").splitlines() == [
        "T1 C1: deals, public (also when shared, also unasked)",
        "T1 S1: board",
        "who is no full member gets: public",
    ]
    assert said("unbind", "C1") == "not bound any more: C1 of T1"
    assert said("revoke", "S1") == "taken back from S1: board"
    assert said("revoke", "S1", "--team", "T1") == "taken back from S1: nothing, it was not granted"
    assert fresh.run("slack", "access", "--json").json["channels"] == []


@pytest.mark.slow
def test_a_mistake_at_the_command_line_is_one_line_that_says_what_to_do(fresh: Console) -> None:
    done = fresh.run("slack", "bind", "#deals", "--collections", "deals", "--team", "T1")
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "'#deals' is no id of a channel, such as C0123ABCD" in done.err
    done = fresh.run("slack", "grant", "U1", "deals")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "--team" in done.err
