"""What a run's process may be told to do instead of evaluating: the ways in which runs go wrong."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.evaluation import Evaluation
from store.errors import BadData

HERE = "tests.experiments.behaviours"


def evaluation(score: float = 0.8) -> Evaluation:
    folds = ({"accuracy": score - 0.01}, {"accuracy": score + 0.01})
    oof = pd.DataFrame({"row": [0, 1], "fold": [0, 1], "truth": ["a", "b"], "prediction": ["a", "b"]})
    return Evaluation(folds, {"accuracy": score}, score, 0.01, 0.5, oof, None, 0.1)


def quick(*_: Any, on_fold: Any, **__: Any) -> Evaluation:
    for fold in range(2):
        on_fold(fold, 2, {"accuracy": 0.8})
    return evaluation()


def brief(*_: Any, on_fold: Any, **__: Any) -> Evaluation:
    for fold in range(2):
        time.sleep(0.3)
        on_fold(fold, 2, {"accuracy": 0.8})
    return evaluation()


def endless(*_: Any, on_fold: Any, **__: Any) -> Evaluation:
    on_fold(0, 2, {"accuracy": 0.8})
    while True:
        time.sleep(0.02)


def stubborn(*_: Any, **__: Any) -> Evaluation:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(0.02)


def hoarding(*_: Any, **__: Any) -> Evaluation:
    kept = []
    while True:
        kept.append(bytearray(os.urandom(1024)) * (16 * 1024))
        time.sleep(0.02)


def with_children(frame: Any, variant: Any, task: Any, seed: int, **_: Any) -> Evaluation:
    """One child in the run's process group, one that left it; their ids go to the file the seed's folder names."""
    nap = [sys.executable, "-c", "import time; time.sleep(600)"]
    ids = [subprocess.Popen(nap).pid, subprocess.Popen(nap, start_new_session=True).pid]
    Path(str(variant.choices["note"])).write_text(" ".join(map(str, ids)))
    while True:
        time.sleep(0.02)


def failing(*_: Any, **__: Any) -> Evaluation:
    raise BadData("The column 'age' has no numbers; choose another.")


def breaking(*_: Any, **__: Any) -> Evaluation:
    raise ZeroDivisionError("division by\nzero")


def leaving(*_: Any, **__: Any) -> Evaluation:
    os._exit(3)


def dying(*_: Any, **__: Any) -> Evaluation:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def undefined(*_: Any, **__: Any) -> Evaluation:
    return evaluation(float("nan"))


def without_space(*_: Any, **__: Any) -> Evaluation:
    raise MemoryError


def lasting(*_: Any, on_fold: Any, **__: Any) -> Evaluation:
    for fold in range(2):
        time.sleep(1.0)
        on_fold(fold, 2, {"accuracy": 0.8})
    return evaluation()


def bottomless(*_: Any, **__: Any) -> Evaluation:
    return evaluation(float(len(bytearray(1 << 62))))


def letting_go(frame: Any, variant: Any, task: Any, seed: int, *, on_fold: Any, **_: Any) -> Evaluation:
    """A process that its parent let go of and that left the group, as daemons do; its id goes to a file."""
    nap = "import os, sys, time; print(os.getpid(), flush=True); time.sleep(600)"
    start = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {nap!r}], start_new_session=True)"
    said = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True)
    assert said.stdout is not None
    Path(str(variant.choices["note"])).write_text(said.stdout.readline())
    said.wait()
    return quick(on_fold=on_fold)


def multiplying(*_: Any, **__: Any) -> Evaluation:
    """Makes processes that do nothing, again and again; each leaves the group."""
    kept = []
    while True:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            time.sleep(600)
            os._exit(0)
        kept.append(pid)
        time.sleep(0.005)


def talkative(*_: Any, on_fold: Any, **__: Any) -> Evaluation:
    """Prints far more than anyone reads, then says what matters."""
    line = b"all is well so far\n" * 50_000
    for _number in range(100):
        os.write(1, line)
    raise BadData("After all that the column 'age' has no numbers.")


def homeless(frame: Any, variant: Any, *_: Any, on_fold: Any, **__: Any) -> Evaluation:
    """All folders of runs go away while it runs."""
    import shutil

    on_fold(0, 2, {"accuracy": 0.8})
    shutil.rmtree(str(variant.choices["note"]))
    on_fold(1, 2, {"accuracy": 0.8})
    return evaluation()


def cramped(*_: Any, on_fold: Any, **__: Any) -> Evaluation:
    """No file can grow any more, as on a full disk."""
    import resource

    on_fold(0, 2, {"accuracy": 0.8})
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    on_fold(1, 2, {"accuracy": 0.8})
    return evaluation()
