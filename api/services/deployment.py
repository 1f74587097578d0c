"""What a database says about itself, fixed at the first start: `rp`, its secrets' fingerprint, its era."""

from dataclasses import dataclass

from api import ids
from api.services.secrets import Secrets
from api.settings import Settings
from api.storage.database import Database


class DeploymentError(Exception):
    """The settings or secrets are not this database's; the text is one clear line."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """`rp`: the name in every salt (protocol.md). `era`: this life of the database; a restore begins a new one."""

    rp: str
    era: str


async def establish(database: Database, settings: Settings, secrets: Secrets) -> Deployment:
    """Writes down rp, fingerprint and era at the first start; later compares.

    Raises:
        DeploymentError: if HANDRAIL_RP or the secrets file is another than at the first start.
    """
    first = {
        "rp": settings.rp,
        "era": ids.new_id(),
        "secrets": secrets.fingerprint(),
        "keys": secrets.keys_fingerprint(),
    }
    async with database.write_transaction() as transaction:
        for name, value in first.items():
            insert = "INSERT INTO deployment (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
            await transaction.execute(insert, name, value)
        # A new pepper beside the old: from now on a file without the new one is the wrong one.
        turn = "UPDATE deployment SET value = ? WHERE name = 'secrets' AND value = ?"
        await transaction.execute(turn, secrets.fingerprint(), secrets.old_fingerprint())
        known = {row["name"]: row["value"] for row in await transaction.fetch("SELECT name, value FROM deployment")}
    if known["rp"] != settings.rp:
        raise DeploymentError(
            f"HANDRAIL_RP was {known['rp']} at the first start and cannot change: every key depends on it"
        )
    if known["secrets"] != first["secrets"] or known["keys"] != first["keys"]:
        raise DeploymentError(f"{settings.secret_file} is not the secrets file of this database: put back its own")
    return Deployment(rp=known["rp"], era=known["era"])
