"""How often something may be tried. Counts are kept under keyed hashes: no address, no handle."""

import time

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from api.errors import TooMany
from api.services.deployment import DeploymentError

#: What is limited: by client address (a whole shelter may share one), and by what is tried.
RULES: dict[str, RateLimitItem] = {
    "sign-up": parse("60/hour"),
    "sign-in": parse("30/minute"),
    "sign-in-handle": parse("30/hour"),
    "recovery": parse("30/minute"),
    "recovery-code": parse("30/hour"),
    "passphrase": parse("10/minute"),
    "second-step": parse("20/hour"),
    "invitation": parse("60/hour"),
    "push-test": parse("6/minute"),
}


class Limits:
    """Counts tries, in memory or in a store that several nodes share."""

    def __init__(self, store: str, *, enabled: bool) -> None:
        """Takes `memory://` or `redis://…`, and whether anything is limited at all (off only for load tests).

        Raises:
            DeploymentError: the store needs a client that is not installed.
        """
        try:
            storage = storage_from_string(f"async+{store}")
        except ConfigurationError:
            scheme = store.partition(":")[0]
            raise DeploymentError(f"HANDRAIL_RATE_LIMIT_STORE: no client for {scheme} is installed here") from None
        assert isinstance(storage, Storage)  # noqa: S101 - for the type checker: "async+" gives these
        self._strategy = SlidingWindowCounterRateLimiter(storage)
        self._enabled = enabled

    async def count(self, rule: str, name: str) -> None:
        """Counts one try of `rule` by or of `name` (a keyed hash or a random id).

        Raises:
            TooMany: with the seconds until the next may be made.
        """
        if not self._enabled or await self._strategy.hit(RULES[rule], name):
            return
        window = await self._strategy.get_window_stats(RULES[rule], name)
        raise TooMany(retry_after=int(window.reset_time - time.time()) + 1)
