"""The commands: `mtlviz run` trains and records, `mtlviz measure` reads a log of gradients.

Results go to stdout. What is wrong goes to stderr as one sentence, with exit code 2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from mtlviz import __version__, hyper, recipes
from mtlviz.cli import gradient_log, summary
from mtlviz.lab import cli as lab
from mtlviz.report import log
from mtlviz.runconfig import DEFAULT_STEPS, Heads, Length, Optimizer, RunConfig


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except (ValueError, OSError) as error:
        print(f"mtlviz: {error}", file=sys.stderr)
        return 2
    return 0


def run(options: argparse.Namespace) -> None:
    """Train recipes × seeds, print what this run measured, write the history."""
    out = None if options.out is None else _output(options.out)
    if len(set(options.recipes)) < len(options.recipes):
        raise ValueError(f"--recipes is {', '.join(options.recipes)}; expected every name once")
    told = hyper.read(dict(options.set), [recipes.get(name).method for name in options.recipes])
    if options.lam is not None and "fixed" not in options.recipes:
        raise ValueError(
            f"--lam is {options.lam:g} and no recipe takes it, found {', '.join(options.recipes)}; "
            "expected fixed among --recipes, or no --lam"
        )
    config = RunConfig(
        recipes=tuple(recipes.chosen(name, options.lam, told) for name in options.recipes),
        data=options.data,
        seeds=tuple(options.seeds),
        optimizer=options.optimizer,
        lr=options.lr,
        batch_size=options.batch_size,
        heads=options.heads,
        length=options.length,
    )
    import torch  # takes seconds: after what can be wrong with the options

    from mtlviz import data
    from mtlviz.training import Trainer

    torch.set_num_threads(1)  # the tensors are small: more threads only wait for each other
    trainer = Trainer(config, data.load(options.data, **dict(options.data_option)))
    trainer.run(options.steps)
    print(summary.of_run(trainer))
    if out is not None:
        history = trainer.history
        out.write_text(history.to_json() if out.suffix == ".json" else history.to_csv(), encoding="utf-8")
        print(f"Wrote {len(history)} steps of {len(trainer.replicas)} replicas to {out}.")


def measure(options: argparse.Namespace) -> None:
    """Summarise a log that GradientReport.append_to wrote."""
    try:
        lines = Path(options.file).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ValueError(f"found no file {options.file}; expected a log written by GradientReport.append_to") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{options.file} is not text ({error.reason}); expected lines of JSON in UTF-8") from None
    print(gradient_log.of_log(log.read(lines, options.file)))


def _parser() -> argparse.ArgumentParser:
    default = RunConfig()
    parser = argparse.ArgumentParser("mtlviz", description="See how the gradients of several tasks combine.")
    parser.add_argument("--version", action="version", version=f"mtlviz {__version__}")
    commands = parser.add_subparsers(title="commands", required=True)

    training = commands.add_parser("run", help="train recipes × seeds side by side and record every step")
    training.set_defaults(command=run)
    add = training.add_argument
    add("--recipes", type=_names, default=default.recipes, help=f"with commas: {', '.join(recipes.names())}")
    add("--data", default=default.data, help="source: turbofan, seed_batch or cmapss (default: %(default)s)")
    option = "option of the source, such as folder=path/to/CMAPSS or subset=FD003; may be repeated"
    add("--data-option", type=_pair, action="append", default=[], metavar="NAME=VALUE", help=option)
    setting = "hyper-parameter of a method, such as gaba.floor=0; may be repeated (default: as in the papers)"
    add("--set", type=_pair, action="append", default=[], metavar="METHOD.NAME=VALUE", help=setting)
    add("--lam", type=float, help="λ of the recipe fixed: the weight of RUL, health has 1 − λ (default: 0.5)")
    add("--seeds", type=_seeds, default=default.seeds, help="whole numbers with commas (default: 0)")
    add("--steps", type=_steps, default=DEFAULT_STEPS, help="default: %(default)s")
    add("--optimizer", choices=get_args(Optimizer), default=default.optimizer, help="default: %(default)s")
    add("--lr", type=float, default=default.lr, help="learning rate (default: %(default)s)")
    add("--batch-size", type=int, default=default.batch_size, help="rows per step (default: %(default)s)")
    add("--heads", choices=get_args(Heads), default=default.heads, help="scaling of the heads (default: %(default)s)")
    add("--length", choices=get_args(Length), default=default.length, help="of the update (default: %(default)s)")
    add("--out", help="write the history to a file ending with .json or .csv")

    reading = commands.add_parser("measure", help="summarise a log written by GradientReport.append_to")
    reading.set_defaults(command=measure)
    reading.add_argument("file", metavar="FILE.jsonl", help="the log")

    lab.add_to(commands)
    return parser


def _output(name: str) -> Path:
    path = Path(name)
    if path.suffix not in (".json", ".csv"):
        raise ValueError(f"--out is {name!r}; expected a name that ends with .json or .csv")
    if not path.parent.is_dir():
        raise ValueError(f"--out is {name!r} and there is no folder {str(path.parent)!r}; expected one that exists")
    return path


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _seeds(text: str) -> list[int]:
    try:
        return [int(part) for part in _names(text)]
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected whole numbers with commas, like 0,1,2") from None


def _steps(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a whole number, 1 or more")
    return int(text)


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected NAME=VALUE")
    for number in (int, float):
        try:
            return name, number(value)
        except ValueError:
            continue
    return name, {"true": True, "false": False}.get(value, value)
