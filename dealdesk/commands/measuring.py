"""The commands that measure and learn: evaluate and train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dealdesk.commands.running import prepared


def evaluate(
    folder: Annotated[
        Path | None, typer.Argument(help="A set: a folder with articles.jsonl and questions.jsonl", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Measure every set below the folder.")] = False,
    half: Annotated[
        Literal["even", "odd"] | None, typer.Option(help="Ask every second question only, by position.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the report goes, with --all a folder; default: reports/SET.json")
    ] = None,
    beside: Annotated[Path | None, typer.Option(help="Another report of the same set, shown beside this one.")] = None,
    retrieval_only: Annotated[bool, typer.Option(help="Measure search alone.")] = False,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="BEFORE AFTER", help="Measure nothing: tell change from noise in two reports of a set."),
    ] = None,
) -> None:
    """Measure retrieval and answers on question sets, print and store the reports."""
    from dealdesk import reporting

    with prepared() as settings:
        if compare:
            reporting.show_comparison(*compare, out)
            return
        if not folder:
            raise typer.BadParameter("name the folder of a set, with --all a folder of sets, or two reports to compare")
        from dealdesk.measuring import measure, measure_all
        from evaluation.report import write_report

        if every:
            reports = []
            for report in measure_all(settings, folder, retrieval_only=retrieval_only, half=half):
                write_report(report, reporting.default_path(report.set_name, half, out or reporting.FOLDER))
                reports.append(report)
            reporting.show_all(reports, half, out or reporting.FOLDER)
        else:
            report = measure(settings, folder, retrieval_only=retrieval_only, half=half)
            reporting.store_and_show(report, out or reporting.default_path(report.set_name, half), beside)


def train(
    folders: Annotated[
        list[Path], typer.Argument(metavar="SET_FOLDER", help="Sets: articles.jsonl and questions.jsonl each")
    ],
    out: Annotated[Path | None, typer.Option(help="Where the weights go; default: reports/weights.json")] = None,
    ablations: Annotated[bool, typer.Option(help="Learn again without each group of features.")] = False,
) -> None:
    """Learn how to weigh evidence from one half of each set, and print what that reaches on the other."""
    from dealdesk import reporting

    with prepared() as settings:
        from dealdesk.training import train as learn_and_store

        path = out or reporting.FOLDER / "weights.json"
        reporting.show_training(learn_and_store(settings, folders, path, ablations=ablations), path)
