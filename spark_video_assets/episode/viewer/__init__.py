"""The production on one page, `viewer.html`. How the page is served over loopback is not here: `spark-video dev`."""

from __future__ import annotations

from spark_video_assets.episode.viewer.page import viewer_page, write_viewer

__all__ = ["viewer_page", "write_viewer"]
