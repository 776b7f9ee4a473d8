"""Which team of a house answers for an asset: its owners in the Dagster UI. Who does the work: `crew.hiring`."""

from types import ModuleType

import dagster as dg

TEAM_OF_GROUP = {
    "development": "team:writing",
    "storyboarding": "team:directing",
    "shooting": "team:camera",
    "post": "team:editing",
    "jobs": "team:camera",
}


def owned_assets(modules: list[ModuleType]) -> list[dg.AssetsDefinition]:
    """The assets of these modules with the team of their group as owner."""

    def with_team(spec: dg.AssetSpec) -> dg.AssetSpec:
        return spec.replace_attributes(owners=[TEAM_OF_GROUP[str(spec.group_name)]])

    loaded = dg.load_assets_from_modules(modules)
    return list(
        dg.map_asset_specs(with_team, [found for found in loaded if isinstance(found, dg.AssetsDefinition)])
    )
