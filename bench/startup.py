"""How long the code location and the command take to start: `python -m bench startup`."""

from __future__ import annotations

from bench.measuring import RUN_COMMAND, Row, python, quotients, seconds


def rows(repeats: int) -> list[Row]:
    """Seconds with what is asked for, and the same against importing Dagster, so that machines can be compared."""

    def load() -> None:
        python("import spark_video_assets.definitions")

    def tell_help() -> None:
        python(RUN_COMMAND, "--help")

    def only_dagster() -> None:
        python("import dagster")

    load()  # the first run compiles bytecode
    return [
        Row("load of the code location, s", [seconds(load) for _ in range(repeats)], "<= 2"),
        Row("load of the code location / import dagster", quotients(load, only_dagster, repeats)),
        Row("spark-video --help, s", [seconds(tell_help) for _ in range(repeats)], "<= 0.4"),
        Row("spark-video --help / import dagster", quotients(tell_help, only_dagster, repeats)),
    ]
