"""The edge of the program: errors become a line on stderr and an exit code, interrupted pipes stay quiet."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
from collections.abc import Iterator

import typer

from dragoman.errors import ConfigError, DragomanError, MissingExtraError

EXIT_NOTHING_READ = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141


@contextlib.contextmanager
def boundary() -> Iterator[None]:
    """Turns errors of the tree into a message and an exit code; Ctrl-C and a reader that went away end the command without a word."""
    try:
        yield
        sys.stdout.flush()
    except (ConfigError, MissingExtraError) as error:
        complain(str(error))
        raise typer.Exit(EXIT_USAGE) from error
    except DragomanError as error:
        complain(str(error))
        raise typer.Exit(EXIT_NOTHING_READ) from error
    except BrokenPipeError as error:
        _discard_stdout()
        raise typer.Exit(EXIT_BROKEN_PIPE) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(EXIT_INTERRUPTED) from error


def complain(message: str) -> None:
    """Writes a line to stderr, with control characters made visible."""
    from dragoman.output.wording import printable

    typer.echo(f"dragoman: {printable(message)}", err=True)


def _discard_stdout() -> None:
    """Lets Python flush its buffers at exit into nothing, so that it does not complain about the broken pipe again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parse_date(value: str | None) -> str | None:
    """Checks that a ``--date`` is an ISO 8601 date or date-time; raises typer.BadParameter."""
    if value is None:
        return None
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is no date; write it as 2024-06-19 or 2024-06-19T14:05:00+00:00") from error
    return value
