"""Figures in text, with their units, as exact values: money, percentages, dates and periods, counts, ranges.

Only what is written out is a figure: $2.1 billion and $2,100 million are the same, $2.1 million is not, and an amount
in another currency is of another unit. What can be read in two ways ("$1,5 million", 7/4/2025) is none.
"""

from answer.figures.check import unsupported_figures
from answer.figures.figure import PERCENT, Figure, Kind, Value, WrittenDate, same_value
from answer.figures.reading import figures_in

__all__ = [
    "PERCENT",
    "Figure",
    "Kind",
    "Value",
    "WrittenDate",
    "figures_in",
    "same_value",
    "unsupported_figures",
]
