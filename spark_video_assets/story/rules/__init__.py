"""Every rule of the domain as a finding with code, severity, place and mend. Use the four checks below."""

from spark_video_assets.story.rules.check import check_fragment, check_manifests, check_script, check_storyboard
from spark_video_assets.story.rules.finding import Facts, Finding, Severity, errors_of

__all__ = [
    "Facts", "Finding", "Severity", "check_fragment", "check_manifests", "check_script", "check_storyboard", "errors_of",
]  # fmt: skip
