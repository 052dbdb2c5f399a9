import csv
import re
import subprocess
import sys

import numpy as np
import pytest

from mtlviz import __version__, data, geometry
from mtlviz.cli import main
from mtlviz.data import turbofan
from mtlviz.data.baselines import baselines, official_baselines
from mtlviz.history import History
from mtlviz.report import GradientReport
from mtlviz.training import RunConfig, Trainer
from tests.data.conftest import TEST_RUL, as_text, cut

SMALL = ("--data-option", "units=10", "--steps", "12")


def test_run_prints_what_it_measured_and_writes_the_history(tmp_path, capsys):
    out = tmp_path / "history.json"
    assert main(["run", "--recipes", "equal,gaba", "--seeds", "0,1", *SMALL, "--out", str(out)]) == 0
    history = History.from_json(out.read_text())
    assert history.replicas == (("equal", 0), ("equal", 1), ("gaba", 0), ("gaba", 1))
    assert len(history) == 12
    text = capsys.readouterr().out
    assert "12 steps, adam, lr 0.01, seeds 0, 1" in text
    ratio = np.median(history.describe().ratio[:, :2])
    row = next(line for line in text.splitlines() if line.startswith("equal"))
    assert f"{ratio:,.1f}×" in row
    assert row.endswith("0 of 2")
    assert f"Wrote 12 steps of 4 replicas to {out}" in text
    constants = baselines(data.load("turbofan", units=10))
    mean, majority = (next(x for x in text.splitlines() if x.startswith(s)) for s in ("predict the mean", "majority"))
    assert mean.split()[3:] == [f"{constants.rmse:.1f}", "–", f"{constants.nasa:.4g}", *"––––"]
    assert majority.split()[2:] == ["–", f"{constants.accuracy:.3f}", "–", *"––––"]


def test_run_scores_the_official_test_units_where_there_are_any(tmp_path, capsys):
    folder = tmp_path
    (folder / "train_FD001.txt").write_bytes(as_text(turbofan.simulate(seed=1, units=5)))
    (folder / "test_FD001.txt").write_bytes(as_text(cut(turbofan.simulate(seed=2, units=3), keep=60)))
    (folder / "RUL_FD001.txt").write_text("\n".join(map(str, TEST_RUL)))
    assert main(["run", "--data", "cmapss", "--data-option", f"folder={folder}", "--steps", "5"]) == 0
    head, row, mean = capsys.readouterr().out.splitlines()[2:5]
    assert re.search(r"test RMSE +test NASA score +ratio", head)
    found = official_baselines(data.load("cmapss", folder=folder))
    assert mean.split()[-6:] == [f"{found.rmse:.1f}", f"{found.nasa:.4g}", *"––––"]
    trainer = Trainer(RunConfig(), data.load("cmapss", folder=folder))
    trainer.run(5)
    assert f"{trainer.evaluate_test()['rmse'][0]:.1f}" in row.split()


def test_run_takes_the_length_of_the_update(tmp_path):
    out = tmp_path / "history.json"
    assert main(["run", "--recipes", "pcgrad", "--length", "equal", *SMALL, "--out", str(out)]) == 0
    history = History.from_json(out.read_text())
    np.testing.assert_allclose(geometry.step_length(history.gram, history.weights), 1)


def test_run_sets_hyper_parameters(tmp_path):
    weights = {}
    for floor in ("0", "0.3"):
        out = tmp_path / "history.json"
        settings = ("--set", f"gaba.floor={floor}", "--set", "gaba.warmup=0", "--set", "gaba.beta=0")
        assert main(["run", "--recipes", "equal,gaba", *settings, *SMALL, "--out", str(out)]) == 0
        weights[floor] = History.from_json(out.read_text()).weights[:, 1].min()
    assert weights["0"] < 0.05 < weights["0.3"]


def test_run_takes_the_lambda_of_fixed_weights(tmp_path):
    out = tmp_path / "run.json"
    assert main(["run", "--recipes", "fixed,equal", "--lam", "0.2", *SMALL, "--out", str(out)]) == 0
    weights = History.from_json(out.read_text(encoding="utf-8")).weights
    np.testing.assert_allclose(weights, [[[0.2, 0.8], [0.5, 0.5]]] * 12)


def test_run_writes_csv(tmp_path):
    out = tmp_path / "history.csv"
    assert main(["run", *SMALL, "--optimizer", "sgd", "--lr", "1e-5", "--out", str(out)]) == 0
    with open(out) as file:
        assert [row["step"] for row in csv.DictReader(file)] == [str(step) for step in range(12)]


def test_a_run_that_diverges_says_so(capsys):
    assert main(["run", *SMALL, "--optimizer", "sgd", "--lr", "1e6"]) == 0
    text = capsys.readouterr().out
    assert "1 of 1" in text
    assert "Equal weights, seed 0, stopped at step" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--recipes", "nope"], "unknown recipe 'nope'; expected equal"),
        (["run", "--recipes", ","], "recipes is (); expected a tuple with at least one"),
        (["run", "--data", "nope"], "found source 'nope'; expected one of turbofan"),
        (["run", "--data-option", "nope=1"], "found option 'nope'; expected seed"),
        (["run", "--data-option", "nope"], "found 'nope'; expected NAME=VALUE"),
        (["run", "--recipes", "gaba", "--set", "gaba.floor=9"], "gaba.floor is 9; expected a number from 0 to 0.5"),
        (["run", "--recipes", "gaba", "--set", "cagrad.c=0"], "found setting 'cagrad.c'; expected gaba.floor, gaba"),
        (["run", "--set", "gaba.floor=0"], "found setting 'gaba.floor'; the chosen recipes have no settings: leave it"),
        (
            ["run", "--recipes", "gaba", "--lam", "0.1"],
            "--lam is 0.1 and no recipe takes it, found gaba; expected fixed",
        ),
        (["run", "--recipes", "fixed", "--lam", "2"], "lam is 2.0; expected a number from 0 to 1"),
        (["run", "--recipes", "equal,equal"], "--recipes is equal, equal; expected every name once"),
        (["run", "--seeds", "a"], "found 'a'; expected whole numbers with commas"),
        (["run", "--seeds", "-1"], "seed is -1; expected a whole number, 0 or more"),
        (["run", "--steps", "0"], "found '0'; expected a whole number, 1 or more"),
        (["run", "--lr", "-1"], "lr is -1.0; expected a finite number above 0"),
        (["run", "--optimizer", "x"], "invalid choice: 'x'"),
        (["run", "--out", "x.txt"], "--out is 'x.txt'; expected a name that ends with .json or .csv"),
        (["run", "--out", "nowhere/x.csv"], "there is no folder 'nowhere'"),
        (["measure", "nothing.jsonl"], "found no file nothing.jsonl"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_2(arguments, message, capsys):
    try:
        code = main(arguments)
    except SystemExit as stop:  # argparse
        code = stop.code
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert message in captured.err.splitlines()[-1]


def test_measure_summarises_a_log(tmp_path, capsys):
    log = tmp_path / "log.jsonl"
    line = '{{"step": {0}, "tasks": ["rul", "health"], "losses": [1, 2], "gram": [[{1}, {2}], [{2}, 4]]}}\n'
    null = '{"step": 3, "tasks": ["rul", "health"], "losses": [null, 2], "gram": [[null, null], [null, 4]]}\n'
    log.write_text(line.format(0, 16, 4) + line.format(1, 3600, -12) + null + "\n" + line.format(4, 10000, 0))
    assert main(["measure", str(log)]) == 0
    text = capsys.readouterr().out
    assert "4 measurements of rul, health" in text
    assert "rul: not finite in 1; left out of ratio and cosine there" in text
    rows = cells(text)
    assert rows["norm rul"] == ["3", "4", "60", "100"]
    assert rows["norm health"] == ["4", "2", "2", "2"]
    assert rows["ratio"] == ["3", "2", "30", "50"]
    assert rows["cosine"] == ["3", "-0.1", "0", "0.5"]
    assert "ratio above 10×: 67% of 3 measurements with two tasks or more" in text
    assert "in conflict (cosine below 0): 33% of 3 measurements with two tasks or more" in text
    assert "Last measurement (step 4): The gradient norm of rul is 50.0 times that of health" in text


def cells(text):
    """The table in a summary: numbers by name."""
    return {line.rsplit(maxsplit=4)[0]: line.rsplit(maxsplit=4)[1:] for line in text.splitlines() if "  " in line}


def test_measure_keeps_the_pairs_of_a_line_that_lacks_a_task(tmp_path, capsys):
    log = tmp_path / "log.jsonl"
    G = np.array([[30.0, 0.0], [0.0, 1.0], [-3.0, 4.0]])
    for step in range(6):
        rows = np.where(np.arange(3)[:, None] == step % 3, np.nan, G)
        absent = ("a", "b", "c")[step % 3]
        report = GradientReport(("a", "b", "c"), rows[:, 0], rows @ rows.T, absent=(absent,))
        report.append_to(log, step=step)
    assert main(["measure", str(log)]) == 0
    text = capsys.readouterr().out
    rows = cells(text)
    assert rows["norm a"] == ["4", "30", "30", "30"]
    assert rows["ratio a, b"] == ["2", "30", "30", "30"]
    assert rows["cosine a, c"] == ["2", "-0.6", "-0.6", "-0.6"]
    assert "ratio above 10×: 33% of the measurements" in text
    assert "in conflict (cosine below 0): 33% of the measurements" in text
    assert "a: absent in 2; left out" in text


def test_measure_says_what_was_lost_or_zero_and_counts_one_line_as_one(tmp_path, capsys):
    log = tmp_path / "log.jsonl"
    found = {"gram": np.diag([4.0, 0.0]), "losses": np.ones(2), "names": ("a", "b")}
    GradientReport(**found, underflowed=("b",), notes=("A note.",)).append_to(log)
    assert main(["measure", str(log)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("1 measurement of a, b\n")
    assert "b: too small for float16 in 1; left out" in text
    assert cells(text)["ratio"] == ["0", "–", "–", "–"]
    assert "ratio above" not in text
    assert "too small for float16: digits" in text
    assert text.endswith("A note.\n")
    GradientReport(**found).append_to(log)
    assert main(["measure", str(log)]) == 0
    assert "b: too small for float16 in 1, exactly zero in 1; left out" in capsys.readouterr().out


def test_measure_does_not_take_the_zero_under_a_loss_of_nan_for_a_gradient(tmp_path, capsys):
    GradientReport(("a", "b"), np.array([1.0, np.nan]), np.diag([4.0, 0.0])).append_to(tmp_path / "log.jsonl")
    assert main(["measure", str(tmp_path / "log.jsonl")]) == 0
    text = capsys.readouterr().out
    assert "b: not finite in 1; left out" in text
    assert cells(text)["norm b"] == ["0", "–", "–", "–"]
    assert "The loss of b is not a finite number" in text


def test_python_m_mtlviz_is_the_command():
    found = subprocess.run([sys.executable, "-m", "mtlviz", "--version"], check=True, capture_output=True, text=True)
    assert (found.stdout, found.stderr) == (f"mtlviz {__version__}\n", "")


def test_measure_names_file_and_line(tmp_path, capsys):
    log = tmp_path / "log.jsonl"
    log.write_text('{"tasks": 1}\n')
    assert main(["measure", str(log)]) == 2
    assert f"mtlviz: {log}, line 1: found no losses and no gram" in capsys.readouterr().err
    log.write_bytes(b"\xff\xfe\x00")
    assert main(["measure", str(log)]) == 2
    assert "is not text" in capsys.readouterr().err
    log.write_text("")
    assert main(["measure", str(log)]) == 2
    assert "found no lines" in capsys.readouterr().err


def test_reading_a_log_needs_no_torch(tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text('{"step": 0, "tasks": ["rul", "health"], "losses": [1, 2], "gram": [[1, 0], [0, 4]]}\n')
    code = "import sys; from mtlviz.cli import main; code = main(['measure', sys.argv[1]]); "
    code += "sys.exit(code or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, str(log)], check=False, capture_output=True).returncode == 0
