"""Rules about the cards of cast, sets and props. Which shot uses them is judged elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from resources.errors import InvalidName
from spark_video_assets.story.cards import CardKind, Manifest, ManifestEntry
from spark_video_assets.story.names import valid_name
from spark_video_assets.story.rules.finding import Facts, Finding, Severity, repeated
from spark_video_assets.story.wording import mentions

_FILES: dict[CardKind, str] = {"cast": "cast.json", "set": "movie_set.json", "prop": "props.json"}
_ID = re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}$")
MOST_IMAGES = 9
"""Pictures that fit one reference grid (manifest builder of the origin)."""


def _about(
    manifest: Manifest, name: str, field: str, *, code: str, severity: Severity, message: str, mend: str
) -> Finding:
    place = f"{_FILES[manifest.kind]} {name} {field}".replace("  ", " ").strip()
    return Finding(
        code=code, severity=severity, place=place, message=message, mend=mend, subjects=[name] if name else []
    )


def manifest_findings(manifest: Manifest, facts: Facts) -> Iterator[Finding]:
    """Every finding about one manifest."""
    if manifest.kind == "cast" and not manifest.entries:
        yield _about(
            manifest, "", "", code="no-cast", severity="ERROR",
            message="there is no character", mend="write at least one cast card",
        )  # fmt: skip
    for card_id in repeated(entry.id for entry in manifest.entries.values()):
        owners = [name for name, entry in manifest.entries.items() if entry.id == card_id]
        yield _about(
            manifest, owners[-1], "id", code="duplicate-card-id", severity="ERROR",
            message=f"{card_id!r} is the id of {', '.join(owners)}", mend="give each card an id of its own",
        )  # fmt: skip
    for name, entry in manifest.entries.items():
        yield from _entry(manifest, name, entry, facts)


def _entry(manifest: Manifest, name: str, entry: ManifestEntry, facts: Facts) -> Iterator[Finding]:
    try:
        valid_name(name, what=manifest.kind)
    except InvalidName as error:
        yield _about(
            manifest, name, "name", code="invalid-card-name", severity="ERROR",
            message=error.problem, mend=error.allowed or "use another name",
        )  # fmt: skip
    if entry.name != name:
        yield _about(
            manifest, name, "name", code="card-name-differs", severity="ERROR",
            message=f"is listed as {name!r} and calls itself {entry.name!r}", mend="use one name",
        )  # fmt: skip
    if not _ID.match(entry.id):
        yield _about(
            manifest, name, "id", code="irregular-card-id", severity="ERROR",
            message=f"{entry.id!r} is no id", mend="use small ASCII letters, digits, - and _, at most 64",
        )  # fmt: skip
    if not entry.picture and not entry.images:
        yield _about(
            manifest, name, "images", code="picture-missing", severity="WARN",
            message="has no picture yet", mend="put one into its folder, or let the art department make one",
        )  # fmt: skip
    if len(entry.images) > MOST_IMAGES:
        yield _about(
            manifest, name, "images", code="too-many-images", severity="WARN",
            message=f"{len(entry.images)} pictures, the first {MOST_IMAGES} are used", mend="keep the best ones",
        )  # fmt: skip
    card = manifest.card(name)
    words = card.text() if card else ""
    if not words:
        yield _about(
            manifest, name, "description", code="description-missing", severity="WARN",
            message="nobody says what it looks like", mend="write a sentence about the look",
        )  # fmt: skip
    for term in facts.lore.forbidden if facts.lore else ():
        if mentions(words, term):
            yield _about(
                manifest, name, "description", code="forbidden-term", severity="ERROR",
                message=f"{term!r} is forbidden by the lore", mend="describe it differently, or change the lore",
            )  # fmt: skip


def people_are_distinct(facts: Facts) -> Iterator[Finding]:
    """An alias must not be somebody else's name, and relations must point at somebody."""
    for name in facts.cast.names:
        card = facts.cast_card(name)
        if card is None:
            continue
        for alias in card.aliases:
            if alias != name and alias in facts.cast.entries:
                yield _about(
                    facts.cast, name, "aliases", code="alias-of-another", severity="ERROR",
                    message=f"{alias!r} is another character", mend="take the alias out",
                )  # fmt: skip
        for relation in card.relationships:
            if relation.target not in facts.cast.entries:
                yield _about(
                    facts.cast, name, "relationships", code="unknown-relation", severity="INFO",
                    message=f"{relation.target!r} is not in the cast", mend="write a card, if they appear",
                )  # fmt: skip
