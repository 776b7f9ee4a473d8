"""What the domain must know of a provider to plan for it, as plain data. Providers themselves are resources."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from spark_video_assets.story.storyboard import Kind
from spark_video_assets.story.wording import mostly_cjk


@dataclass(frozen=True)
class ProviderLimits:
    """Limits of one provider. The defaults are those of a provider that draws for itself and refuses nothing.

    Args:
        min_duration_s: Shortest clip; `max_duration_s` the longest; seconds.
        fixed_durations_s: The only lengths it makes, empty = any in the range.
        longest_only: Kinds, media roles and resolutions that are only made in the longest of the fixed lengths.
        reference_ratios: Ratios of r2v where they are fewer; empty = all.
        max_images: Most reference pictures of one request, frames not counted.
        r2v_first_frame: Takes a first frame together with reference pictures.
        needs_images: Refuses an r2v request without any reference picture.
        prompt_limit: Most characters of a prompt; `prompt_limit_cjk` where the prompt is mostly CJK.
    """

    name: str = "animatic"
    kinds: frozenset[Kind] = field(default_factory=lambda: frozenset[Kind]({"t2v", "i2v", "r2v"}))
    min_duration_s: float = 1.0
    max_duration_s: float = 60.0
    fixed_durations_s: tuple[float, ...] = ()
    longest_only: frozenset[str] = frozenset()
    ratios: frozenset[str] = frozenset({"16:9", "9:16", "1:1", "4:3", "3:4"})
    reference_ratios: frozenset[str] = frozenset()
    resolutions: frozenset[str] = frozenset({"480P", "720P", "1080P"})
    max_images: int = 16
    r2v_first_frame: bool = True
    last_frame: bool = False
    negative_prompt: bool = True
    needs_images: bool = False
    prompt_limit: int = 5000
    prompt_limit_cjk: int = 2500

    def clip_seconds(self, wanted: float, traits: Collection[str] = ()) -> float:
        """Length of the clip that comes back for a wanted length: rounded up to what the provider makes, then capped.

        Args:
            wanted: Seconds.
            traits: Kind, resolution and media roles of the request; some are only made in the longest length.
        """
        if self.fixed_durations_s:
            long_enough = [length for length in sorted(self.fixed_durations_s) if length >= wanted]
            forced = not self.longest_only.isdisjoint(traits)
            return long_enough[0] if long_enough and not forced else max(self.fixed_durations_s)
        return float(min(max(math.ceil(wanted), self.min_duration_s), self.max_duration_s))

    def longest_s(self) -> float:
        """Longest clip, seconds."""
        return max(self.fixed_durations_s) if self.fixed_durations_s else self.max_duration_s

    def prompt_room(self, prompt: str) -> int:
        """Most characters that this prompt may have."""
        return min(self.prompt_limit, self.prompt_limit_cjk) if mostly_cjk(prompt) else self.prompt_limit
