"""Who may do what over HTTP, written out. Everything in the table is said here, and nothing is worked out.

Two tenants: OURS is the collection of the readers, writers and admins of the table, THEIRS of `other`. The article, the
source, the folder and the key of a row are of OURS; answer, conversation and watch were made by `reader`, jobs by
`writer`, the key by `admin`. Where nobody needs a key, all of them are of this machine.

none     no key                     writer  a writer of OURS       root  an admin of all collections
revoked  a key that was revoked     admin   an admin of OURS       open  this machine, where no key was ever made
expired  one whose time is over     other   a writer of THEIRS
reader   a reader of OURS
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OURS, THEIRS = "ours", "theirs"
CALLERS = ("none", "revoked", "expired", "reader", "writer", "admin", "other", "root", "open")

TABLE = """
    GET    /livez                                 200 200 200  200 200 200  200  200 200
    GET    /readyz                                200 200 200  200 200 200  200  200 200
    GET    /metrics                               401 401 401  403 403 403  403  200 200
    GET    /v1/me                                 401 401 401  200 200 200  200  200 200
    GET    /v1/collections                        401 401 401  200 200 200  200  200 200

    POST   /v1/ask                                401 401 401  200 200 200  200  200 200
    POST   /v1/ask in a conversation              401 401 401  200 404 404  404  403 200
    POST   /v1/ask/batch                          401 401 401  200 200 200  200  200 200
    POST   /v1/search                             401 401 401  200 200 200  200  200 200
    GET    /v1/timeline                           401 401 401  200 200 200  200  200 200
    GET    /v1/figures                            401 401 401  200 200 200  200  200 200
    POST   /v1/chat/completions                   401 401 401  200 200 200  200  200 200
    GET    /v1/models                             401 401 401  200 200 200  200  200 200
    GET    /v1/models/{id}                        401 401 401  200 200 200  200  200 200

    GET    /v1/answers/{id}                       401 401 401  200 404 404  404  200 200
    PUT    /v1/answers/{id}/feedback              401 401 401  204 404 404  404  204 204
    GET    /v1/feedback                           401 401 401  403 403 403  403  200 200
    GET    /v1/conversations                      401 401 401  200 200 200  200  200 200
    POST   /v1/conversations                      401 401 401  201 201 201  201  201 201
    GET    /v1/conversations/{id}                 401 401 401  200 404 404  404  200 200
    DELETE /v1/conversations/{id}                 401 401 401  204 404 404  404  204 204
    GET    /v1/watches                            401 401 401  200 200 200  200  200 200
    POST   /v1/watches                            401 401 401  201 201 201  201  201 201
    GET    /v1/watches/{id}                       401 401 401  200 404 404  404  200 200
    DELETE /v1/watches/{id}                       401 401 401  204 404 404  404  204 204

    GET    /v1/articles                           401 401 401  200 200 200  200  200 200
    POST   /v1/articles                           401 401 401  403 202 202  404  202 202
    GET    /v1/articles/{id}                      401 401 401  200 200 200  404  200 200
    PUT    /v1/articles/{id}                      401 401 401  403 200 200  404  200 200
    PUT    /v1/articles/{id} into their own       401 401 401  403 200 200  404  200 200
    PUT    /v1/articles/{id} as a job             401 401 401  403 202 202  404  202 202
    DELETE /v1/articles/{id}                      401 401 401  403 204 204  404  204 204
    GET    /v1/articles/{id}/text                 401 401 401  200 200 200  404  200 200
    GET    /v1/articles/{id}/versions             401 401 401  200 200 200  404  200 200
    GET    /v1/articles/{id}/versions/{version}   401 401 401  200 200 200  404  200 200
    GET    /v1/articles/{id}/diff                 401 401 401  200 200 200  404  200 200
    POST   /v1/uploads                            401 401 401  403 202 202  404  202 202
    POST   /v1/purges                             401 401 401  403 403 200  403  200 200
    POST   /v1/purges of nothing named            401 401 401  403 403 403  403  200 200

    GET    /v1/sources                            401 401 401  403 200 200  200  200 200
    POST   /v1/sources                            401 401 401  403 201 201  404  201 201
    POST   /v1/sources of a known place           401 401 401  403 201 201  409  201 201
    GET    /v1/sources/{id}                       401 401 401  403 200 200  404  200 200
    DELETE /v1/sources/{id}                       401 401 401  403 204 204  404  204 204
    POST   /v1/sources/{id}/refresh               401 401 401  403 202 202  404  202 202
    POST   /v1/refreshes                          401 401 401  403 202 202  404  202 202
    GET    /v1/jobs                               401 401 401  403 200 200  200  200 200
    GET    /v1/jobs/{id}                          401 401 401  403 200 404  404  200 200
    GET    /v1/jobs/{id}/failures                 401 401 401  403 200 404  404  200 200
    GET    /v1/jobs/{id}/events                   401 401 401  403 200 404  404  200 200
    POST   /v1/jobs/{id}/cancel                   401 401 401  403 200 404  404  200 200

    GET    /v1/keys                               401 401 401  403 403 200  403  200 200
    DELETE /v1/keys/{id}                          401 401 401  403 403 204  403  204 404
    POST   /v1/keys                               401 401 401  403 403 201  403  201 201
    POST   /v1/keys for THEIRS                    401 401 401  403 403 403  403  201 201
    GET    /v1/audit                              401 401 401  403 403 403  403  200 200
    GET    /v1/embedding-models                   401 401 401  403 403 403  403  200 200
    POST   /v1/embedding-models                   401 401 401  403 403 403  403  202 202
"""
"""In the order of CALLERS. On the open server, the first key that is made closes the door: see CLOSING."""

CLOSING = ("POST /v1/keys", "POST /v1/keys for THEIRS")


@dataclass(frozen=True)
class Row:
    """An operation, `case` where the table has it more than once, and what each caller is answered."""

    method: str
    path: str
    case: str
    expected: Mapping[str, int]

    @property
    def operation(self) -> str:
        return f"{self.method} {self.path}"

    def __str__(self) -> str:
        return f"{self.operation} {self.case}".strip()


def rows() -> list[Row]:
    found = []
    for line in filter(None, map(str.strip, TABLE.splitlines())):
        method, path, *rest = line.split()
        case, statuses = rest[: -len(CALLERS)], map(int, rest[-len(CALLERS) :])
        found.append(Row(method, path, " ".join(case), dict(zip(CALLERS, statuses, strict=True))))
    return found
