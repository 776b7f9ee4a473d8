"""What simulated Ark was sent, and addresses dropped beside pictures."""

from __future__ import annotations

from paid_takes import House

from resources.video.base import MediaRef


def sent(house: House) -> dict[str, object]:
    body = house.simulator.requests.last("video.submit").body
    assert isinstance(body, dict)
    return body


def roles(house: House) -> list[object]:
    return [item.get("role", item["type"]) for item in sent(house)["content"]]  # type: ignore[attr-defined]


def shortcut(house: House, name: str, address: str, role: str) -> MediaRef:
    path = house.folder / f"{name}.url"
    path.write_text(f"[InternetShortcut]\nURL={address}\n", "utf-8")
    return MediaRef.model_validate({"role": role, "path": path, "name": name})
