"""The `spark-video` command: which commands there are, and how an error becomes one message and an exit code.

Modules of commands import what they need when they run: `spark-video --help` loads neither dagster nor video code.
"""

from __future__ import annotations

import shlex
import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from resources.errors import InvalidDocument, SparkVideoError, StorageError
from spark_video_assets.cli import (
    deciding,
    demonstrating,
    developing,
    doctoring,
    exporting,
    jobs,
    judging,
    looking,
    opening,
    producing,
    queueing,
    rechecking,
    reporting,
    scoring,
)
from spark_video_assets.cli.dagster_home import damaged_history
from spark_video_assets.cli.speak import INTERRUPTED, tell_error, tell_stopped


class OneMessage(TyperGroup):
    """Runs a command; what goes wrong becomes one message on stderr, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises:
            typer.Exit: With the exit code of the error.
            BrokenPipeError: Nobody reads the output any more.
        """
        try:
            return super().invoke(ctx)
        except SparkVideoError as error:
            tell_error(error)
            raise typer.Exit(error.exit_code) from None
        except BrokenPipeError:
            raise  # `| head` has read enough: click ends quietly
        except OSError as error:
            # Whatever the file system refuses beyond what `resources.atomic.storage_errors` has words for.
            denied = isinstance(error, PermissionError)
            refused = StorageError(
                "access is not permitted" if denied else (error.strerror or str(error)).lower(),
                where=str(error.filename or "the working folder or a file"),
                next_command="spark-video doctor",
            )
            tell_error(refused)
            raise typer.Exit(refused.exit_code) from None
        except Exception as error:
            damaged = damaged_history(error)
            if damaged is None:
                raise
            tell_error(damaged)
            raise typer.Exit(damaged.exit_code) from None
        except KeyboardInterrupt:
            tell_stopped(shlex.join(["spark-video", *sys.argv[1:]]))
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="spark-video",
    cls=OneMessage,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: loading rich for it would double the time that `--help` takes.
    rich_markup_mode=None,
    help="A premise becomes a finished drama episode: stages, takes, reviews, and gates that a person signs.",
    epilog="Exit codes: 0 done, 1 failed, 2 usage or missing input, 3 waiting at a gate, 4 escalated and out of rounds, "
    "5 over budget or unknown price.",
)


def _told_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(version("spark-video-assets"))
        except PackageNotFoundError:
            typer.echo("not installed: runs from its source tree")
        raise typer.Exit


@app.callback()
def prepare(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_told_version, is_eager=True)
    ] = False,
) -> None:
    """Read `.env` of the working folder; variables that are set already win."""
    if Path(".env").is_file():
        from dotenv import load_dotenv

        try:
            load_dotenv(Path(".env"), override=False)
        except UnicodeDecodeError as error:
            raise InvalidDocument(
                f"is not UTF-8 text (byte {error.start})", where=".env", allowed=".env.example shows the form"
            ) from None


for command in (
    demonstrating.demo,
    opening.new,
    queueing.series,
    producing.produce,
    looking.status,
    looking.check,
    looking.estimate,
    looking.graph,
    looking.validate,
    deciding.approve,
    deciding.reject,
    deciding.reshoot,
    deciding.accept,
    reporting.issue,
    scoring.review,
    rechecking.recheck,
    producing.stitch,
    producing.viewer,
    exporting.export,
    doctoring.doctor,
    developing.dev,
):
    app.command()(command)
app.add_typer(jobs.jobs_commands, name="jobs")
app.add_typer(judging.judge_commands, name="judge")


def main() -> None:
    """Entry point of the installed command."""
    if not sys.warnoptions:
        # Deprecations inside libraries are for their developers, not for people who make films.
        warnings.simplefilter("ignore")
    app()


if __name__ == "__main__":
    main()
