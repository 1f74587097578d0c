"""Case managers and their organisations: made and shut by the operator's command line only."""

import asyncio
import re
import time
from dataclasses import dataclass
from pathlib import Path

from api import ids
from api.services.accounts import shut
from api.services.journal import write_journal
from api.services.links import ORGANISATION, end_all
from api.storage.database import Database

CASE_MANAGER = "case-manager"
CODE_SECONDS = 7 * 86400
LONGEST_NAME = 120
LONGEST_TEXT = 4000


class StaffError(Exception):
    """What the operator gave cannot be used; the text is one clear line."""


@dataclass(frozen=True, slots=True)
class Member:
    """A case manager, as `handrail staff list` shows them. `links`: how many people are connected now."""

    id: str
    name: str
    organisation: str
    disabled: bool
    second_step: bool
    links: int


async def add_staff(
    database: Database, *, name: str, organisation: str, duties: str | None, contact: str | None
) -> str:
    """Makes a one-time code for one case manager's account, good for 7 days, and gives it.

    Args:
        database: the open database.
        name: how survivors are shown the person, at most 120 characters.
        organisation: its name, as above.
        duties: what its people must report by law, in its own words; needed for a new organisation, else it replaces
            the text in force.
        contact: whom to call when one of its people can no longer be reached; as above.

    Raises:
        StaffError: a text is missing or too long.
    """
    name, organisation = (re.sub(r"\s+", " ", text).strip() for text in (name, organisation))
    for what, text in (("--name", name), ("--organisation", organisation)):
        if not 0 < len(text) <= LONGEST_NAME:
            raise StaffError(f"{what} has 1 to {LONGEST_NAME} characters")
    for what, given in (("--duties", duties), ("--contact", contact)):
        if given is not None and not 0 < len(given.strip()) <= LONGEST_TEXT:
            raise StaffError(f"{what} has 1 to {LONGEST_TEXT} characters")
    code = ids.new_token()
    async with database.write_transaction() as transaction:
        known = await transaction.fetch("SELECT duties, contact FROM organisation WHERE name = ?", organisation)
        if not known and (duties is None or contact is None):
            raise StaffError(
                f"{organisation} is new here: say with --duties what it must report by law, and with --contact whom to"
                " call"
            )
        before = known[0] if known else {"duties": "", "contact": ""}
        await transaction.execute(
            "INSERT INTO organisation (name, duties, contact) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET duties = excluded.duties, contact = excluded.contact",
            *(organisation, (duties or before["duties"]).strip(), (contact or before["contact"]).strip()),
        )
        await transaction.execute(
            "INSERT INTO invitation (code_hash, role, organisation, display_name, expires) VALUES (?, ?, ?, ?, ?)",
            *(ids.token_hash(code), CASE_MANAGER, organisation, name, int(time.time()) + CODE_SECONDS),
        )
    return code


async def list_staff(database: Database) -> list[Member]:
    """Gives every case manager, by organisation and name."""
    rows = await database.fetch(
        "SELECT a.id, a.display_name, a.organisation, a.disabled,"
        " (SELECT COUNT(*) FROM link l WHERE l.case_manager = a.id AND l.state = 'accepted') AS links,"
        " (SELECT COUNT(*) FROM totp_key t WHERE t.account_id = a.id AND t.secret IS NOT NULL)"
        " + (SELECT COUNT(*) FROM passkey p WHERE p.account_id = a.id) AS steps"
        " FROM account a WHERE a.role = ? ORDER BY a.organisation, a.display_name, a.id",
        CASE_MANAGER,
    )
    return [
        Member(
            row["id"],
            row["display_name"] or "",
            row["organisation"] or "",
            bool(row["disabled"]),
            row["steps"] > 0,
            row["links"],
        )
        for row in rows
    ]


async def disable_staff(database: Database, account: str, journal: Path) -> None:
    """Shuts a case manager's account: sessions end, every link ends at once, and the survivors are told by whom."""
    async with database.write_transaction() as transaction:
        await end_all(transaction, account, journal, by=ORGANISATION, now=int(time.time()))
        await asyncio.to_thread(write_journal, journal, {"disabled": account, "at": int(time.time())})
        await shut(transaction, account)
