from __future__ import annotations

import os
from pathlib import Path

import pytest

from dealdesk.errors import HomeInUse
from dealdesk.owner import Owner, owned, owner_of


def test_a_home_has_one_owner_and_the_next_one_is_told_which_and_what_to_do(tmp_path: Path) -> None:
    with (
        owned(tmp_path, "serve", "http://127.0.0.1:8000"),
        pytest.raises(HomeInUse, match=rf"`dealdesk serve` \(process {os.getpid()} at http://127.*DEALDESK_HOME"),
        owned(tmp_path, "refresh"),
    ):
        pass


def test_who_asks_learns_who_owns_a_home(tmp_path: Path) -> None:
    assert owner_of(tmp_path) is None
    with owned(tmp_path, "refresh"):
        owner = owner_of(tmp_path)
        assert owner
        assert owner == Owner(os.getpid(), "refresh", None, owner.token)
    assert owner_of(tmp_path) is None


def test_the_token_of_an_owner_is_its_own_and_for_nobody_else_to_read(tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        with owned(tmp_path, "serve") as owner:
            assert (tmp_path / "owner.json").stat().st_mode & 0o077 == 0
            assert owner_of(tmp_path) == owner
            assert owner.token not in f"{owner} {owner!r}"
            tokens.append(owner.token)
    assert len(set(tokens)) == 2


def test_a_home_that_does_not_exist_is_made_and_owned(tmp_path: Path) -> None:
    with owned(tmp_path / "a" / "home", "refresh"):
        assert (tmp_path / "a" / "home").is_dir()


def test_the_card_of_a_killed_owner_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "owner.json").write_text('{"pid": 1, "command": "serve", "url": "http://127.0.0.1:1"}')
    assert owner_of(tmp_path) is None
    with owned(tmp_path, "verify"):
        owner = owner_of(tmp_path)
        assert owner
        assert (owner.pid, owner.command) == (os.getpid(), "verify")


def test_an_owner_that_fails_gives_the_home_back(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), owned(tmp_path, "refresh"):
        raise ZeroDivisionError
    with owned(tmp_path, "verify"):
        pass


@pytest.mark.parametrize("card", [None, "", '{"pid": 7', "[]", '{"who": "me"}'])
def test_an_owner_whose_card_cannot_be_read_still_holds_the_home(tmp_path: Path, card: str | None) -> None:
    with owned(tmp_path, "refresh"):
        (tmp_path / "owner.json").unlink() if card is None else (tmp_path / "owner.json").write_text(card)
        with pytest.raises(HomeInUse, match="in use by another process: wait"), owned(tmp_path, "verify"):
            pass
