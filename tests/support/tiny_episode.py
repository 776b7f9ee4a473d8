"""The smallest episode that goes through everything: one scene, two chained shots, one spoken line. Files only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from resources.atomic import write_json, write_text
from resources.episode_folder import ProjectsRoot
from resources.media.frames import save_png
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.names import EpisodeKey

KEY = EpisodeKey.of("hf", "001")
FIRST, SECOND = "S01-001", "S01-002"

_BRIEF = """# Ada's own words; this comment must survive.
schema_version: 1
title: One Small Ship
source: screenplay
premise: An old keeper refuses to put out her light, and one small ship comes home.
provider: animatic
resolution: 480P
target_duration_s: 5
bgm: {enabled: true, mode: global, track: calm}
seed: 3
"""
_LORE = """---
title: Lantern Bay
visual_style: flat storybook illustration
mood_anchor: gentle storybook dusk
palette: [dusk blue, lamp yellow]
---
A bay with one lighthouse.
"""
_PAGE = """## Scene 1 — The lamp room (dusk)

**Characters**: Ada
**Pacing**: slow outside, stubborn inside
**Estimated duration**: 5s
**Backstory**: Nobody has passed for nine years.
**Action**: Ada lights the lamp and looks out over the empty sea. She smiles.

**Dialog**:
- Ada: "Come home."

<!-- CAST CHECK
Leads: Ada
Named NPCs:
Extras:
-->
<!-- PROP CHECK
-->
"""
_FRAGMENT: dict[str, Any] = {
    "schema_version": 1,
    "scene": {
        "id": "S01",
        "name": "The lamp room",
        "description": "Dusk in a round lamp room above an empty sea, one warm lamp, salt on the window panes.",
        "characters_present": ["Ada"],
        "set_id": "lamp-room",
    },
    "shots": [
        {
            "id": FIRST,
            "scene": "S01",
            "duration": 2,
            "kind": "r2v",
            "characters": ["Ada"],
            "use_prev_last_frame_as_first": False,
            "narrative_purpose": "We see how alone the keeper is.",
            "prompt": "Wide shot, static camera. Ada stands at the lamp and looks out. No one speaks. gentle storybook dusk",
            "camera": "wide, static",
        },
        {
            "id": SECOND,
            "scene": "S01",
            "duration": 3,
            "kind": "r2v",
            "characters": ["Ada"],
            "use_prev_last_frame_as_first": True,
            "narrative_purpose": "She still believes that somebody comes.",
            "prompt": 'Medium shot, static camera. Ada says: "Come home." gentle storybook dusk',
            "speech": [{"speaker": "Ada", "text": "Come home.", "mood": "tender"}],
            "camera": "medium, static",
        },
    ],
}


def own_picture(path: Path) -> Path:
    """A small picture as a user drops it into a card's folder: a warm disc on a dusk ground."""
    across, down = np.meshgrid(np.arange(192), np.arange(192))
    picture = np.stack([40 + down // 3, 60 + across // 4, 120 - down // 4], -1).astype(np.uint8)
    picture[(across - 96) ** 2 + (down - 80) ** 2 < 1600] = (230, 180, 120)
    return save_png(picture, path)


def write_tiny_episode(root: Path) -> Episode:
    """The episode `hf/001` as a person leaves it before the first run: brief, lore, cards, one page, one fragment."""
    project = root / KEY.project
    home = project / KEY.folder_name
    write_text(project / "lore.md", _LORE)
    write_text(
        project / "cast" / "Ada" / "cast.md",
        "---\nname: Ada\nage: 71\ngender: woman\ndescription: Old woman in a yellow raincoat, white bun\n---\n",
    )
    write_text(
        project / "movie-set" / "lamp-room" / "set.md",
        "---\nname: lamp-room\ntime_of_day: dusk\ndescription: Round room of glass above the sea\n---\n",
    )
    write_text(home / "brief.yaml", _BRIEF)
    write_text(home / "scenes" / "scene-01.md", _PAGE)
    write_json(home / "scenes" / "scene-01.json", _FRAGMENT)
    return Episode.at(ProjectsRoot(root), KEY)
