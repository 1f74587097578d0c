"""Who acts. Always handed on as an argument, never ambient."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in.

    Attributes:
        account: the account's id.
        role: "survivor" or "case-manager".
        session: the session's id, as the list of devices shows it.
        token_hash: the session's primary key.
        kind: "full" or "recovery" (good only for new credentials).
        renewed: the session slid to a new day with this request: its cookie is sent again.
    """

    account: str
    role: str
    session: str
    token_hash: str
    kind: str
    renewed: bool = False
