"""The name of the Dagster code location. It is loaded by name, never imported: the definitions import us, not we them."""

CODE_LOCATION = "spark_video_assets.definitions"
