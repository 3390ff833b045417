"""What somebody may read who presses, types or opens something."""

from __future__ import annotations

from bot.delivery.explaining import Denied
from bot.interaction.caller import Caller
from bot.permission.access import Access
from bot.permission.channels import Channels
from corpus.article import Selection


class Rights:
    """Thread-safe. Raises LookUpFailed where it cannot be found out."""

    def __init__(self, access: Access, channels: Channels) -> None:
        self._access = access
        self._channels = channels

    def alone(self, caller: Caller) -> Selection | None:
        """What only the caller sees; None when that is nothing."""
        return self._access.of_person(caller.team, caller.user, caller.user_team, caller.enterprise)

    def granted(self, caller: Caller) -> Selection:
        """The same. Raises Denied where it is nothing."""
        selection = self.alone(caller)
        if selection is None:
            raise Denied
        return selection

    def here(self, caller: Caller) -> Selection | None:
        """What the caller may read of what stands where it was pressed."""
        if not caller.is_visible:
            return self.alone(caller)
        shared = self._channels.is_shared(caller.team, caller.channel, caller.enterprise)
        return self._access.in_channel(
            caller.team, caller.channel, shared, caller.user, caller.user_team, caller.enterprise
        )

    def of_channel(self, caller: Caller) -> Selection:
        """What everybody in the caller's channel may read."""
        shared = self._channels.is_shared(caller.team, caller.channel, caller.enterprise)
        return self._access.of_channel(caller.team, caller.channel, shared)

    def is_admin(self, caller: Caller) -> bool:
        return self._access.is_admin(caller.team, caller.user, caller.user_team, caller.enterprise)
