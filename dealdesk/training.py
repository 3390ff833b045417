"""`dealdesk train`: the weights of the evidence scorer, learned from question sets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from answer.reply import DEFAULT_TOP_K
from answer.scoring import LinearModel, Scorer
from dealdesk.measuring import desk_over
from dealdesk.rendering import progress
from dealdesk.settings import Settings
from evaluation.question_set import load_question_set
from evaluation.training import ABLATIONS, Example, examples_of, learn, outcome, without


def train(
    settings: Settings, set_folders: Sequence[Path], out: Path, *, ablations: bool = False
) -> dict[str, dict[str, dict[str, float]]]:
    """Learn from one half of each set, store the weights at `out`, and return what they reach on the other halves.

    Raises EvaluationError.
    """
    taught: list[Example] = []
    unseen: dict[str, list[Example]] = {}
    for folder in set_folders:
        question_set = load_question_set(folder)
        with desk_over(settings, folder) as desk, progress("questions") as advance:
            examples = examples_of(question_set, desk.retriever, desk.retriever, DEFAULT_TOP_K, advance)
        taught += examples[0::2]
        unseen[question_set.name] = examples[1::2]
    scorer = learn(taught)
    report = {"all features": _reached(scorer, unseen)}
    for left_out, names in (ABLATIONS if ablations else {}).items():
        blind = learn(without(taught, names))
        report[f"without {left_out}"] = _reached(blind, {name: without(e, names) for name, e in unseen.items()})
    content: dict[str, object] = {"taught by": sorted(unseen), "reached on the other half": report} | {
        name: _shown(getattr(scorer, name)) for name in ("evidence", "phrase", "answerable")
    }
    out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


def _reached(scorer: Scorer, unseen: dict[str, list[Example]]) -> dict[str, dict[str, float]]:
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
