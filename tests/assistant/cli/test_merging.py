"""Two homes with runs of their own, made by two people on the same table, merged on the command line."""

import os
import random
import subprocess
import sys

import pytest

from assistant.cli import main
from store.aside import known_store
from store.nouns import NOUNS
from store.records import Decision, Run


def made(home, person, table):
    command = [sys.executable, "-m", "assistant.cli", "--home", str(home), "run", "--data", str(table), "--target",
               "churn", "--budget", "1runs", "--approve", "--person", person, "--seed", str(len(person))]  # fmt: skip
    environment = os.environ | {"SEXTANT_LLM": "", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr


def known(home):
    with known_store(home) as opened:
        people = {d.person for d in opened.store.find(Decision)}
        runs = {r.id for r in opened.store.find(Run)}
        return {n.table: {n.key_of(n.row(f)) for f in opened.store.find(n.record)} for n in NOUNS}, runs, people


@pytest.mark.slow
def test_both_homes_know_all_runs_and_people(tmp_path, capsys):
    table = tmp_path / "churn.csv"
    dice = random.Random(3)
    ages = [dice.randint(18, 80) for _ in range(80)]
    rows = [f"{age},{dice.gauss(30, 9):.2f},{'yes' if age + dice.gauss(0, 10) > 50 else 'no'}" for age in ages]
    table.write_text("\n".join(["age,spend,churn", *rows]))
    ada, bob = tmp_path / "ada", tmp_path / "bob"
    for home in (ada, bob):
        made(home, home.name, table)
    union = known(ada)[1] | known(bob)[1]
    assert main(["--home", str(bob), "import", str(ada)]) == main(["--home", str(ada), "import", str(bob)]) == 0
    assert "refused" not in capsys.readouterr().err
    assert known(ada) == known(bob)
    assert known(ada)[1] == union and known(ada)[2] == {"ada", "bob"}
    assert main(["--home", str(ada), "import", str(bob)]) == 0
    assert capsys.readouterr().err.startswith("0 facts are new")
    assert main(["--home", str(ada), "check"]) == main(["--home", str(bob), "check"]) == 0
