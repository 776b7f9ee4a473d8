"""Weather, season and hour of a premise, from its words to the sets that are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from resources.video.animatic.sets.reading import Hour, Season, Weather, read_place
from resources.video.staging import Scenery
from spark_video_assets.crew.art.art_department import new_places
from spark_video_assets.crew.writing.screenwriter import OfflineScreenwriter
from spark_video_assets.story.cards import Manifest, ManifestEntry


@pytest.mark.parametrize(
    ("premise", "language", "time", "hour", "weather", "season"),
    [
        ("On a rainy night a keeper finds a letter.", "en", "rainy night", "night", "rain", "summer"),
        ("One winter morning two bakers meet in the snow.", "en", "snowy winter morning", "day", "snow", "winter"),
        ("She storms out of the bakery at dusk.", "en", "dusk", "dusk", "clear", "summer"),
        ("雨夜，修伞的老人收到一把红伞。", "zh", "雨夜", "night", "rain", "summer"),
        ("冬天的清晨，渔夫在大雾里听见歌声。", "zh", "冬日雾天清晨", "dawn", "fog", "winter"),
        ("小雪堆了一个雪人，黄昏时不见了。", "zh", "黄昏", "dusk", "clear", "summer"),
    ],
)
def test_weather_of_a_premise_is_seen(
    from_premise: Callable, premise: str, language: str, time: str, hour: Hour, weather: Weather, season: Season
) -> None:
    """Guards against a rainy night that is told and then played in dry sets by day, and against weather that is none."""
    script = from_premise(premise, language=language).script
    assert script.pages[0].time == time
    card = new_places(script, [])[0]
    place = read_place(
        Scenery(name=card.name, description=card.text(), time_of_day=card.time_of_day, weather=card.weather), 1
    )
    assert (place.hour, place.weather, place.season) == (hour, weather, season)


def test_a_script_written_again_keeps_its_weather(from_premise: Callable) -> None:
    """Guards against scenes that lose rain or hour as soon as their sets have cards."""
    made = from_premise("Theo loses his lantern in the fog at dawn.")
    cards = new_places(made.script, [])
    sets = Manifest(
        kind="set",
        entries={
            card.name: ManifestEntry(name=card.name, id=card.id or "", card=card.model_dump(exclude={"name", "id"}))
            for card in cards
        },
    )
    again = OfflineScreenwriter().write(replace(made.world, sets=sets))
    headings = [(page.location, page.time) for page in made.script.pages]
    assert headings[0][1] == "foggy morning"
    assert [(page.location, page.time) for page in again.pages] == headings
