"""The command line: one file per command, each of which parses, calls one function below, and maps errors to exit codes."""

from __future__ import annotations


def main() -> None:
    """Runs the ``dragoman`` command."""
    from dragoman.cli.app import app

    app(prog_name="dragoman")


__all__ = ["main"]
