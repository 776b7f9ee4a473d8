"""The same project on Postgres: a real server of its own, reached by one environment variable."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from resources.errors import UsageError
from spark_video_assets.cli.dagster_home import POSTGRES_VARIABLE, dagster_home
from spark_video_assets.cli.developing import HOST, free_port
from spark_video_assets.partitions import add_episode
from spark_video_assets.story.names import EpisodeKey

_SEARCHED = os.pathsep.join(
    [os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))]
)
INITDB = shutil.which("initdb", path=_SEARCHED)
PG_CTL = shutil.which("pg_ctl", path=_SEARCHED)


@pytest.fixture
def server() -> Iterator[str]:
    """Address of an empty database."""
    pytest.importorskip("dagster_postgres", reason="the extra `postgres` is not installed")
    if INITDB is None or PG_CTL is None:
        pytest.skip("no Postgres server on this machine")
    # Not pytest's folder: the server refuses to run as root, and nobody else may look in there.
    home = Path(tempfile.mkdtemp(prefix="spark-video-postgres-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(home, user)
    data, port = home / "data", free_port(0)

    def call(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=home, stdout=subprocess.DEVNULL)

    call(INITDB, "-D", str(data), "-U", "spark", "-A", "trust", "--no-sync")
    try:
        options = f"-p {port} -k {home} -c listen_addresses={HOST} -c fsync=off"
        call(PG_CTL, "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
        yield f"postgresql+psycopg2://spark@{HOST}:{port}/postgres"
        call(PG_CTL, "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_history_is_kept_in_postgres(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house with a database would find its runs in files of one machine, or its password in a file."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(POSTGRES_VARIABLE, server)
    config = (dagster_home() / "dagster.yaml").read_text(encoding="utf-8")
    assert server not in config

    for _ in range(2):
        with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(dagster_home()))) as instance:
            add_episode(instance, EpisodeKey.of("茶馆", "001"), ["S01-001"])
            assert "Postgres" in type(instance.event_log_storage).__name__
            assert instance.get_dynamic_partitions("episode") == ["茶馆/001"]
    assert not list((tmp_path / "home").rglob("*.db"))


def test_a_home_with_files_is_not_left_behind_silently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs would go into files although the database is set, or the history so far vanish from the web UI."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    dagster_home()
    monkeypatch.setenv(POSTGRES_VARIABLE, "postgresql://spark:hidden@db/spark")
    with pytest.raises(UsageError) as told:
        dagster_home()
    assert POSTGRES_VARIABLE in str(told.value)
    assert "hidden" not in str(told.value)
