"""GET and POST /v1/keys, DELETE /v1/keys/{id}."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.door.callers import Caller, Role, stated
from api.door.keys import Keys
from api.door.parameters import Asking, tell_audit
from api.door.problems import BODY, GUARDED, WRITING, declare
from api.schema.keys import CreatedKeyBody, KeyRequest, KeysBody, created_key_body, key_body
from api.schema.words import Id

KeyId = Annotated[Id, Path(alias="id")]


def keys_router(keys: Keys, route: type[APIRoute]) -> APIRouter:
    """route: of a kind that keeps no requests in mind: what answers the making of a key is never kept."""
    router = APIRouter(prefix="/v1/keys", route_class=route, tags=["keys"])

    @router.get("", responses=declare(*GUARDED), openapi_extra=stated(Role.ADMIN))
    def list_keys(caller: Asking) -> KeysBody:
        """Those that the caller may see to: an admin limited to collections, the keys limited to some of the same."""
        return KeysBody(keys=[key_body(key) for key in keys.list() if _in_charge(caller, key.opens.collections)])

    @router.post("", status_code=201, responses=declare(*WRITING, *BODY), openapi_extra=stated(Role.ADMIN))
    def create_key(wanted: KeyRequest, request: Request, caller: Asking) -> CreatedKeyBody:
        """Make a key. It is shown this once; as soon as any was made, everybody needs one."""
        new = wanted.to_key()
        if not _in_charge(caller, new.collections):
            raise HTTPException(
                403, "your key is limited to collections: name only these in `collections`, or ask for another key"
            )
        key, itself = keys.create(new, caller.id)
        tell_audit(request, key.id)
        return created_key_body(key, itself)

    @router.delete("/{id}", status_code=204, responses=declare(*WRITING, 404), openapi_extra=stated(Role.ADMIN))
    def revoke_key(key_id: KeyId, request: Request, caller: Asking) -> None:
        """The key opens nothing from now on. Revoking it again changes nothing."""
        key = keys.get(key_id)
        if key is None or not _in_charge(caller, key.opens.collections):
            tell_audit(request, "unknown")  # perhaps a key itself, in place of its id: it is told nowhere
            raise HTTPException(404, "there is no key of this id: GET /v1/keys lists those there are")
        keys.revoke(key_id)

    return router


def _in_charge(caller: Caller, collections: tuple[str, ...] | None) -> bool:
    """Whether a key for these collections is the caller's to make, to see and to revoke."""
    if caller.collections is None:
        return True
    return collections is not None and all(map(caller.reaches, collections))
