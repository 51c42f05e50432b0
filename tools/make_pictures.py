"""Makes the pictures of the documentation from real output: docs/images/page.png and docs/images/table.svg.

    pip install '.[docs]' && python tools/make_pictures.py [--browser /usr/bin/chromium]

The table needs no browser. Without ``--browser`` a Chromium on the PATH is taken, else playwright's own (``playwright install chromium``).
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import sys
import tempfile
from pathlib import Path

import dragoman
from dragoman import Coding
from dragoman.output.table import print_record

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
PAGE_STORY, TABLE_STORY = "treaty", "clash"
TABLE_COLUMNS = 120
WINDOW = {"width": 1280, "height": 860}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def code_sample(name: str) -> Coding:
    """Codes a bundled story."""
    from dragoman.readers import read_text

    path = ROOT / "samples" / f"{name}.txt"
    return dragoman.load().code(read_text(path.read_text(encoding="utf-8"), path=f"samples/{name}.txt"))


def write_table(coding: Coding, path: Path) -> None:
    """Writes what the terminal shows as a vector picture that loads no fonts from elsewhere."""
    from rich.console import Console

    console = Console(
        record=True, width=TABLE_COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False, markup=False, emoji=False
    )
    print_record(console, coding.record)
    svg = console.export_svg(title=f"dragoman code samples/{TABLE_STORY}.txt", unique_id="dragoman")
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.S).replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    path.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


def write_page(coding: Coding, path: Path, browser: str | None) -> None:
    """Photographs the HTML page in Chromium, in light colours."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "page.html"
        page_file.write_text(coding.to_html(), encoding="utf-8")
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport=WINDOW, color_scheme="light", reduced_motion="reduce")
        page.goto(page_file.as_uri())
        page.screenshot(path=path)
        chromium.close()


def main(arguments: list[str]) -> int:
    """Makes both pictures, or the table alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None), help="path of a Chromium")
    parser.add_argument("--table-only", action="store_true", help="leave the picture of the page as it is")
    options = parser.parse_args(arguments)
    IMAGES.mkdir(parents=True, exist_ok=True)
    write_table(code_sample(TABLE_STORY), IMAGES / "table.svg")
    if not options.table_only:
        write_page(code_sample(PAGE_STORY), IMAGES / "page.png", options.browser)
    for path in sorted(IMAGES.iterdir()):
        sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
