"""`dealdesk train`: the weights of the evidence scorer, learned from question sets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from answer.reply import DEFAULT_TOP_K
from answer.scoring import LinearModel, Scorer
from dealdesk.measuring import desk_over
from dealdesk.rendering import progress
from dealdesk.settings import Settings
from evaluation.question_set import QuestionSet, load_question_set
from evaluation.training import ABLATIONS, Example, examples_of, learn, outcome, without

Reached = dict[str, dict[str, float]]
"""What a scorer reaches, by set and measure. A measure that a set cannot tell is left out."""


def train(settings: Settings, set_folders: Sequence[Path], out: Path, *, ablations: bool = False) -> dict[str, Reached]:
    """Learn from the even half of each set, store the weights at `out`, and return what they reach on the odd halves.

    ablations: learn again without each group of features; by what was left out. Raises EvaluationError.
    """
    sets = [(load_question_set(folder), folder) for folder in set_folders]  # all of them, before the first is indexed
    scorer, report = learn_halves({one.name: _examples(settings, one, folder) for one, folder in sets}, ablations)
    store(scorer, report, out)
    return report


def learn_halves(examples: Mapping[str, Sequence[Example]], ablations: bool) -> tuple[Scorer, dict[str, Reached]]:
    """What the even examples of each set teach, and what that reaches on the odd ones. Raises NothingToLearn."""
    taught = [example for of_set in examples.values() for example in of_set[0::2]]
    unseen = {name: of_set[1::2] for name, of_set in examples.items()}
    scorer = learn(taught)
    report = {"all features": _reached(scorer, unseen)}
    for left_out, names in (ABLATIONS if ablations else {}).items():
        blind = learn(without(taught, names))
        report[f"without {left_out}"] = _reached(blind, {name: without(odd, names) for name, odd in unseen.items()})
    return scorer, report


def store(scorer: Scorer, report: Mapping[str, Reached], out: Path) -> None:
    """Write what answer/scoring.py reads, and for people what taught it and how well it does."""
    models = {name: _shown(getattr(scorer, name)) for name in ("evidence", "phrase", "answerable")}
    taught_by = sorted(report["all features"])
    content = {"taught by": taught_by, "reached on the other half": report, **models}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _examples(settings: Settings, question_set: QuestionSet, folder: Path) -> list[Example]:
    with desk_over(settings, folder, "train") as desk, progress("questions") as advance:
        return examples_of(question_set, desk.retriever, desk.retriever, DEFAULT_TOP_K, advance)


def _reached(scorer: Scorer, unseen: Mapping[str, Sequence[Example]]) -> Reached:
    reached = {name: asdict(outcome(scorer, examples)) for name, examples in unseen.items()}
    return {
        name: {key: round(value, 3) for key, value in shares.items() if value is not None}
        for name, shares in reached.items()
    }


def _shown(model: LinearModel) -> dict[str, dict[str, float]]:
    weights = {name: weight for name, weight in model.weights.items() if weight}
    if model.bias:
        weights["(always)"] = model.bias
    return {"weights": weights, "typical": dict(model.typical)}
