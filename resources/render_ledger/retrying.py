"""How often and after which pause a failed call is tried again. What may be tried again is said by `resources.failures`."""

from __future__ import annotations

import random
from dataclasses import dataclass

from resources.errors import ProviderError


@dataclass(frozen=True)
class RetryRules:
    """Counts and pauses.

    Args:
        submit_tries: Submits that were certainly not accepted, before giving up; with the pauses below about two
            minutes, twice what DashScope's rate limit needs to recover.
        job_tries: Jobs of one take that the provider itself failed for a passing reason.
        download_tries: Downloads of a finished clip.
        list_tries: Looks at the provider's list for a lost submit, which may show late.
        first_pause_s: Pause after the first failure; it doubles with each.
        longest_pause_s: Where the doubling ends.
    """

    submit_tries: int = 7
    job_tries: int = 2
    download_tries: int = 6
    list_tries: int = 3
    first_pause_s: float = 2.0
    longest_pause_s: float = 60.0

    def pause_s(self, failures: int, error: BaseException | None, dice: random.Random) -> float:
        """Seconds to wait after so many failures in a row: half fixed, half by chance, and never less than asked.

        Args:
            failures: 1 after the first failure.
            error: May carry the provider's Retry-After.
            dice: Spreads parallel shots that failed at the same moment.
        """
        whole = min(self.longest_pause_s, self.first_pause_s * 2.0 ** min(failures - 1, 30))
        asked = error.retry_after_s if isinstance(error, ProviderError) else None
        return max(whole * (0.5 + 0.5 * dice.random()), asked or 0.0)
