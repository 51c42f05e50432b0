"""English time expressions of the newswire: ``iter_timexes`` finds them, ``resolve_timex`` reads them against the day of the text."""

from dragoman.text.timex.finding import Timex, iter_timexes
from dragoman.text.timex.reading import resolve_timex
from dragoman.text.timex.values import Interval, Tense

__all__ = ["Interval", "Tense", "Timex", "iter_timexes", "resolve_timex"]
