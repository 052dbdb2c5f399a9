"""LiveSession: one visitor's training run, computed ahead of a player that shows it at its own pace. Brings torch."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from functools import cache
from typing import Any

from mtlviz import data
from mtlviz.data import Source
from mtlviz.data.baselines import baselines
from mtlviz.history import History
from mtlviz.lessons.live_lately import lately
from mtlviz.lessons.live_sentences import sentences
from mtlviz.lessons.step_code import step_code
from mtlviz.live import events, wire
from mtlviz.live.settings import Settings
from mtlviz.live.snapshots import Snapshots
from mtlviz.live.view import View
from mtlviz.models import ReplicatedMLP
from mtlviz.runconfig import OPTIMIZER_TITLES
from mtlviz.training import Trainer

FIRST, AFTER_CHANGE = 60, 10  # steps of a first chunk: of a run, and after a change of rule (soon on the screen)
FEWEST, MOST = 20, 200  # steps computed for one question
PER_MESSAGE = 500  # recorded steps sent at once
LONGEST = 20_000  # steps of a run: bounds memory, and what an open, forgotten page computes


class LiveSession:
    """The server's side of the player.

    The player tells where it stands with every event; `message` answers with the steps it lacks. Rules (recipe, λ,
    optimiser, learning rate) change where the player stands: `change` raises `rev`, the player answers with "rewind",
    and the run goes on from that step's very weights under the new rule. `source` None: what settings.data names.
    """

    def __init__(self, settings: Settings, source: Source | None = None, again: bool = False) -> None:
        self.run = secrets.token_hex(4)
        self.again = again  # it takes the place of a run that was lost, and the page says so
        self.epoch = -1
        self.rev = 0
        self._begin(settings, source, autoplay=True)

    def _begin(self, settings: Settings, source: Source | None, autoplay: bool) -> None:
        # First: if this fails, the run that there was goes on.
        trainer = Trainer(settings.config(), source or _built_in(settings.data))
        self.trainer, self.settings, self.source = trainer, settings, source
        self.epoch += 1
        self.branch, self.applied = 0, self.rev
        self.notice: str | None = None
        self.autoplay = autoplay
        self.at = self.seen = self._from = 0
        self.playing = autoplay
        self._forks: list[int] = []  # the step of every rewind
        self._rules = [(0, settings)]  # which settings hold from which step on
        self._snapshots = Snapshots(trainer)
        self.constants = asdict(baselines(trainer.source, trainer.config.validation_rows))
        self._advance(FIRST)

    @property
    def history(self) -> History:
        """What the run recorded, steps not yet shown included."""
        return self.trainer.history

    @property
    def steps(self) -> int:
        """How many steps are recorded."""
        return len(self.history)

    @property
    def stopped(self) -> dict[str, Any] | None:
        """Why no further step follows, if so: the step and a sentence."""
        if 0 in self.trainer.stopped:
            why = self.trainer.stopped[0]
            blamed = [rule for step, rule in self._rules if step < why.step or step == 0][-1]
            return {"step": why.step, "text": f"{why.seen} {after_divergence(blamed, self.settings)}"}
        if self.steps >= LONGEST:
            text = f"This run has reached {LONGEST:,} steps, the most that the page keeps. Reset starts it again."
            return {"step": LONGEST - 1, "text": text}
        return None

    def change(self, settings: Settings, source: Source | None = None) -> None:
        """The controls say something new: another run for another start, a rewind to come for another rule."""
        source = self.source if source is None and settings.data == self.settings.data else source
        if settings.start != self.settings.start or source is not self.source:
            self._begin(settings, source, autoplay=self.playing)
        elif settings.rule != self.settings.rule:
            self.settings = settings
            self.rev += 1
        else:
            self.settings = settings

    def handle(self, event: object, value: object) -> None:
        """An event of the player: "need" steps, "rewind" to where it stands, "reset", "look" (it paused or started)."""
        try:
            told = events.read(event, value, LONGEST)
            if (told.run, told.epoch) != (self.run, self.epoch):
                self._from = 0  # the player has not heard of this run yet: the answer tells it
                return
            if told.branch == self.branch and told.have > self.steps:
                raise events.EventError(f"have is {told.have}; expected at most the {self.steps} steps there are")
            if told.branch > self.branch:
                raise events.EventError(f"branch is {told.branch}; expected at most {self.branch}")
        except events.EventError as error:
            self.notice = f"An event of the player was ignored: {error}."
            return
        self.notice = None
        self._from = min([told.have, self.steps, *self._forks[told.branch :]])
        self.at, self.seen = min(told.at, self.steps - 1), min(told.seen, self.steps - 1)
        self.playing = told.playing
        if told.event == "reset":
            self._begin(self.settings, self.source, autoplay=False)
        elif told.event == "rewind" and told.branch == self.branch and self.rev != self.applied:
            diverged = self.trainer.stopped.get(0)
            if diverged is None or self.at < diverged.step:
                self._rewind(self.at)  # else it waits until the visitor stands before the stop: from there, all is lost
        elif told.event == "need" and self._from == self.steps:
            self._advance(round(min(max(told.speed, FEWEST), MOST)))

    def message(self) -> dict[str, Any]:
        """What the player lacks, by what it last said (mtlviz/live/wire.py says what stands in it)."""
        where = slice(self._from, min(self._from + PER_MESSAGE, self.steps))
        return {
            **{name: getattr(self, name) for name in ("run", "epoch", "branch", "rev", "applied")},
            **wire.steps(self.history, where),
            **self._words(where),
            "changes": self.changes(),
            "code": [(line.text, line.note) for line in step_code(self.settings.chosen(), self.settings.heads)],
            **{
                name: getattr(self, name)
                for name in ("stopped", "notice", "again", "autoplay", "playing", "at", "seen")
            },
            "parameters": ReplicatedMLP.SHARED,
            "constants": self.constants,
            "longest": LONGEST,
        }

    def view(self) -> View:
        """The message, encoded, and what the page around the player needs to know."""
        chunk = wire.encode(self.message())
        return View(chunk, self.playing, self.at, self.seen, self._first(), self.constants)

    def _first(self) -> dict[str, float]:
        """Step 0 where it is the step of the chapter's listing, whatever its seed; {} elsewhere."""
        at_start = [rule for step, rule in self._rules if step == 0][-1]
        if self.settings.data != "seed_batch" or at_start.chosen().regression_loss != "mse":
            return {}
        told = self.history.describe(slice(0, 1))
        norms = dict(zip(("norm_rul", "norm_health"), told.norms[0, 0].tolist(), strict=True))
        return {**norms, "ratio": float(told.ratio[0, 0]), "cosine": float(told.cosine[0, 0])}

    def changes(self) -> list[tuple[int, str]]:
        """(step, what changed there) of this run."""
        pairs = zip(self._rules[:-1], self._rules[1:], strict=True)
        return [(step, now.differs_from(before)) for (_, before), (step, now) in pairs if now.rule != before.rule]

    def _words(self, where: slice) -> dict[str, Any]:
        """What is said of these steps and of those before them, by the recipe that was in force."""
        starts = [step for step, _ in self._rules] + [self.steps]
        exact: list[str] = []
        recent: list[tuple[int, str]] = []
        for (_, told), start, end in zip(self._rules, starts[:-1], starts[1:], strict=True):
            part = slice(max(start, where.start), min(end, where.stop))
            if part.start < part.stop:
                exact += sentences(self.history, part, told.chosen(), told.heads)
                recent += lately(self.history, part, told.chosen(), start, told.heads)
        return {**wire.runs(exact, where.start), "lately": recent}

    def _advance(self, steps: int) -> None:
        for _ in range(min(steps, LONGEST - self.steps)):
            if 0 in self.trainer.stopped:
                return
            self._snapshots.keep()
            self.trainer.step()

    def _rewind(self, at: int) -> None:
        self._snapshots.back_to(at)
        recipe, optimizer, lr = self.settings.rule
        kept = self.trainer.config.recipes == (recipe,)  # its memory with it
        self.trainer.change(None if kept else recipe, optimizer, lr)
        self._snapshots.pin()
        self._rules = [(step, rule) for step, rule in self._rules if step < at] + [(at, self.settings)]
        self._forks.append(at)
        self.branch += 1
        self.applied = self.rev
        self._from = at
        self._advance(AFTER_CHANGE)


def after_divergence(blamed: Settings, now: Settings) -> str:
    """What to do about a run that diverged under the settings `blamed`, while the controls say `now`."""
    ran = f"It ran with {OPTIMIZER_TITLES[blamed.optimizer]}, learning rate {blamed.lr:g}."
    if now.rule == blamed.rule:
        return f"{ran} Choose a smaller one; then step back before the stop and run on, or reset."
    others = f"The settings are others now ({now.differs_from(blamed)})"
    return f"{ran} {others}: step back before the stop and run on, or reset."


@cache
def _built_in(name: str) -> Source:
    """Shared by all sessions: a Source is only ever read."""
    return data.load(name)
