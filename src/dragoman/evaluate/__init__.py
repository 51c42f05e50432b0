"""Scores the shipped model on labelled data: ``dragoman evaluate relations|mentions|attribution|actors|places|dates|documents|merging``."""

from dragoman.evaluate.actors import evaluate_actors
from dragoman.evaluate.attribution import evaluate_attribution
from dragoman.evaluate.dates import evaluate_dates
from dragoman.evaluate.documents import evaluate_documents
from dragoman.evaluate.mentions import evaluate_mentions
from dragoman.evaluate.merging import evaluate_merging
from dragoman.evaluate.place_cases import evaluate_place_cases, has_place_cases
from dragoman.evaluate.places import evaluate_places
from dragoman.evaluate.relations import evaluate_relations
from dragoman.evaluate.scores import Result

__all__ = [
    "Result",
    "evaluate_actors",
    "evaluate_attribution",
    "evaluate_dates",
    "evaluate_documents",
    "evaluate_mentions",
    "evaluate_merging",
    "evaluate_place_cases",
    "evaluate_places",
    "evaluate_relations",
    "has_place_cases",
]
