"""The only door to the solver: rows of the database become its problem, its plan becomes lines and reasons."""

from mapart.planning.bridge.answer import Line, Proposal, propose
from mapart.planning.bridge.checks import (
    Broken,
    Candidate,
    best_replacements,
    broken_beside,
    broken_by,
    broken_lines,
    is_held_elsewhere,
)
from mapart.planning.bridge.facts import Facts, read_facts
from mapart.planning.bridge.fits import Fit, fits_of
from mapart.planning.bridge.forecast import Forecast, WantedProfile, forecast_of
from mapart.planning.bridge.moves import broken_by_each, broken_by_moves, possible_swaps
from mapart.planning.bridge.problem import Scene, problem_json, scene_of
from mapart.planning.bridge.publication import Publication, publication_of
from mapart.planning.bridge.repairs import Move, repairs_of
from mapart.rostering.problem import ProblemError

__all__ = [
    "Broken",
    "Candidate",
    "Facts",
    "Fit",
    "Forecast",
    "Line",
    "Move",
    "ProblemError",
    "Proposal",
    "Publication",
    "Scene",
    "WantedProfile",
    "best_replacements",
    "broken_beside",
    "broken_by",
    "broken_by_each",
    "broken_by_moves",
    "broken_lines",
    "fits_of",
    "forecast_of",
    "is_held_elsewhere",
    "possible_swaps",
    "problem_json",
    "propose",
    "publication_of",
    "read_facts",
    "repairs_of",
    "scene_of",
]
