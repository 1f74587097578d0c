"""A new pepper beside the old: who still stands on the old one, and when that may go."""

from dataclasses import dataclass

from api.services.secrets import Secrets
from api.storage.database import Database


@dataclass(frozen=True, slots=True)
class Standing:
    """How many accounts have words, and how many a recovery code, that stand on the old pepper."""

    words: int
    codes: int


async def on_old_pepper(database: Database, secrets: Secrets) -> Standing:
    """Counts them. An account leaves by its next sign-in; a code by being used or made anew."""
    rows = await database.fetch(
        "SELECT COUNT(CASE WHEN pepper <> ? THEN 1 END) AS words,"
        " COUNT(CASE WHEN recovery_pepper <> ? THEN 1 END) AS codes FROM account",
        *(secrets.number, secrets.number),
    )
    return Standing(rows[0]["words"], rows[0]["codes"])
