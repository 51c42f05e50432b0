from __future__ import annotations

import subprocess
import sys
import time

import dragoman


def test_version(run):
    assert run("--version").stdout == f"dragoman {dragoman.__version__}\n"


def test_help_names_every_command(run):
    shown = run("--help").stdout
    for command in ("code", "explain", "evaluate", "schema"):
        assert f"  {command} " in shown


def test_help_is_given_where_arguments_are_missing(run):
    done = run("code")
    assert done.exit_code == 2
    assert "dragoman code story.txt" in done.stdout + done.stderr


def test_help_loads_nothing_heavy():
    heavy = "numpy onnxruntime tokenizers spacy lxml trafilatura pyarrow pandas rich.table dateparser".split()
    check = f"import sys; from dragoman.cli.app import app; print([m for m in {heavy!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_help_takes_less_than_a_second():
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "dragoman", "--help"], capture_output=True, check=True)
    assert time.perf_counter() - start < 1.0
