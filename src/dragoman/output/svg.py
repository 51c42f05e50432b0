"""Draws a picture as SVG, by hand and without a library: light and dark, with words for those who do not see it."""

from __future__ import annotations

from dragoman.output.article import escape
from dragoman.output.plot import Box, Label, Path, Picture

#: Colours in light and in dark. Blue and orange are told apart with any colour sight, and deeds from words by their lightness.
COLOURS = {
    "paper": ("#fbfaf6", "#171716"), "ink": ("#1f1d1a", "#e7e3da"), "soft": ("#6b665d", "#a29c91"),
    "grid": ("#e6e2d8", "#2c2a27"), "axis": ("#8a857a", "#7d776d"), "coverage": ("#2d6a3f", "#82c894"),
    "verbal_cooperation": ("#9cc3e6", "#3f6e9e"), "material_cooperation": ("#1f568f", "#7fb2ea"),
    "verbal_conflict": ("#f0b48c", "#8f4a26"), "material_conflict": ("#a03b16", "#f0935f"),
}  # fmt: skip

_FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',Arial,sans-serif"


def svg_plot(picture: Picture) -> str:
    """Returns the picture as a whole SVG document."""
    quads = [role for role in COLOURS if "_" in role] + ["soft"]
    patterns = "".join(
        f'<pattern id="h-{role}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="f-paper" width="5" height="5"/><rect class="f-{role}" width="2.2" height="5"/></pattern>'
        for role in quads
    )
    body = "\n".join(_shape(shape) for shape in picture.shapes)
    width, height = _n(picture.width), _n(picture.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="title description" font-family="{_FONTS}">\n<title id="title">{escape(picture.title)}</title>\n'
        f'<desc id="description">{escape(picture.description)}</desc>\n<style>{_style()}</style>\n<defs>{patterns}</defs>\n'
        f'<rect class="f-paper" width="100%" height="100%"/>\n{body}\n</svg>\n'
    )


def _style() -> str:
    light, dark = ("".join(f".f-{role}{{fill:{c[n]}}}.s-{role}{{stroke:{c[n]}}}" for role, c in COLOURS.items()) for n in (0, 1))
    return f"text{{font-variant-numeric:tabular-nums}}{light}@media (prefers-color-scheme:dark){{{dark}}}"


def _shape(shape: Box | Path | Label) -> str:
    match shape:
        case Box():
            paint = f'fill="url(#h-{shape.role})" class="s-{shape.role}"' if shape.hatched else f'class="f-{shape.role}"'
            note = f"<title>{escape(shape.note)}</title>" if shape.note else ""
            return f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}" {paint}>{note}</rect>'
        case Path():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            return f'<polyline points="{points}" class="s-{shape.role}" fill="none" stroke-width="{_n(shape.width)}" stroke-linejoin="round"/>'
        case Label():
            bold = ' font-weight="600"' if shape.bold else ""
            where = f'x="{_n(shape.x)}" y="{_n(shape.y)}" text-anchor="{shape.anchor}" font-size="{_n(shape.size)}"'
            return f'<text {where} class="f-{shape.role}"{bold}>{escape(shape.text)}</text>'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
