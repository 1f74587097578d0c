"""What the server is made of while it runs: opened once at the start, handed to every handler, closed at the end."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from api.services.deployment import Deployment, DeploymentError, establish
from api.services.limits import Limits
from api.services.passwords import Hasher
from api.services.replay import replay
from api.services.secrets import Secrets, load_secrets
from api.services.sender import Sender, new_sender
from api.settings import Settings
from api.storage.away import is_away
from api.storage.database import Database, open_database
from api.storage.migrating import NewerDatabaseError

#: Tells whether an error says that the database cannot be reached now.
database_is_away = is_away


@dataclass(frozen=True, slots=True)
class Server:
    """The parts. `sender` is None where reminders are off."""

    settings: Settings
    database: Database
    secrets: Secrets
    deployment: Deployment
    hasher: Hasher
    limits: Limits
    sender: Sender | None


@asynccontextmanager
async def open_server(settings: Settings) -> AsyncIterator[Server]:
    """Opens every part, migrates the database, and closes all when the block ends.

    Raises:
        SecretsError: the secrets file cannot be used.
        DeploymentError: the database is of another deployment, or of a later Handrail.
        OSError: a file or the database cannot be reached.
    """
    secrets = load_secrets(settings.secret_file)
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database_url)
        stack.push_async_callback(database.close)
        try:
            await database.migrate()
        except NewerDatabaseError as error:
            raise DeploymentError(str(error)) from None
        deployment = await establish(database, settings, secrets)
        await replay(database, settings.journal_file)
        hasher = Hasher()
        stack.callback(hasher.close)
        limits = Limits(settings.rate_limit_store, enabled=settings.rate_limits)
        sender = await stack.enter_async_context(new_sender(settings, secrets)) if settings.push_enabled else None
        yield Server(settings, database, secrets, deployment, hasher, limits, sender)
