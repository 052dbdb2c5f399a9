"""Where a run can be taken up again: few snapshots, and a replay of deterministic steps from the nearest one."""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz.training import Snapshot, Trainer

NEAR, SPACING = 5, 100  # steps between snapshots: of the last steps, and of older ones
RECENT = 12  # how many of the last are kept


@dataclass(frozen=True)
class Mark:
    """A snapshot before `step`; `pinned`: the rule changed here, so the steps before it cannot be replayed past it."""

    step: int
    snapshot: Snapshot
    pinned: bool = False


class Snapshots:
    """The snapshots of one run, oldest first; the first is of step 0 under the first rule."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._marks = [Mark(0, trainer.snapshot())]

    def __len__(self) -> int:
        return len(self._marks)

    def keep(self) -> None:
        """Remember the present step if the last mark is far enough; thin out what is long past."""
        now = self._trainer.steps_done
        if now - self._marks[-1].step < NEAR:
            return
        self._marks.append(Mark(now, self._trainer.snapshot()))
        if len(self._marks) > RECENT + 1:
            before, old, after = self._marks[-RECENT - 2 : -RECENT + 1]
            if not old.pinned and after.step - before.step <= SPACING:
                self._marks.remove(old)

    def pin(self) -> None:
        """Remember the present step under its new rule."""
        self._marks.append(Mark(self._trainer.steps_done, self._trainer.snapshot(), pinned=True))

    def back_to(self, step: int) -> None:
        """Bring the trainer to the state before `step`, under the rule that led there, and forget what came after."""
        while self._marks[-1].step > step or (self._marks[-1].step == step and self._marks[-1].pinned):
            self._marks.pop()
        self._trainer.restore(self._marks[-1].snapshot)
        while self._trainer.steps_done < step:
            self._trainer.step()
