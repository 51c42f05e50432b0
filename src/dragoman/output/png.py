"""Draws a picture as PNG with matplotlib, which lives here only (extra ``plot``)."""

from __future__ import annotations

from typing import IO, Any

from dragoman.errors import MissingExtraError
from dragoman.output.plot import Box, Label, Path, Picture
from dragoman.output.svg import COLOURS

_DOTS_PER_INCH = 200
_PIXELS_PER_INCH = 96.0
_POINTS_PER_PIXEL = 0.75
_ALIGN = {"start": "left", "middle": "center", "end": "right"}


def png_plot(picture: Picture, stream: IO[bytes]) -> None:
    """Writes the picture, in its light colours, as PNG.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    with matplotlib.rc_context({"hatch.linewidth": 1.6, "font.family": "sans-serif"}):
        size = (picture.width / _PIXELS_PER_INCH, picture.height / _PIXELS_PER_INCH)
        figure = Figure(dpi=_DOTS_PER_INCH, figsize=size, facecolor=COLOURS["paper"][0])
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, picture.width)
        axes.set_ylim(picture.height, 0)
        axes.set_axis_off()
        for shape in picture.shapes:
            _draw(axes, shape)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.print_png(stream, metadata={"Title": picture.title, "Description": picture.description, "Software": None})


def _draw(axes: Any, shape: Box | Path | Label) -> None:
    colour = COLOURS[shape.role][0]
    match shape:
        case Box():
            from matplotlib.patches import Rectangle

            solid: dict[str, Any]
            hatched: dict[str, Any]
            solid, hatched = {"facecolor": colour, "linewidth": 0}, {"facecolor": COLOURS["paper"][0], "edgecolor": colour, "hatch": "//////", "linewidth": 0.8}
            paint = hatched if shape.hatched else solid
            axes.add_patch(Rectangle((shape.x, shape.y), shape.width, shape.height, zorder=3, **paint))
        case Path():
            width, layer = shape.width * _POINTS_PER_PIXEL, 2 if shape.role == "grid" else 4
            axes.plot(*zip(*shape.points, strict=True), color=colour, linewidth=width, zorder=layer, solid_joinstyle="round")
        case Label():
            weight = "bold" if shape.bold else "normal"
            size = shape.size * _POINTS_PER_PIXEL
            axes.text(shape.x, shape.y, shape.text, color=colour, fontsize=size, ha=_ALIGN[shape.anchor], va="baseline", weight=weight, parse_math=False)
