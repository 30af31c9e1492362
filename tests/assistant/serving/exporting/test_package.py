"""An exported package predicts the same in a process that cannot see the project, and serves over HTTP there."""

import ast
import http.client
import importlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from importlib.metadata import packages_distributions
from types import SimpleNamespace

import pandas as pd
import pytest

from assistant.cli import main
from assistant.serving.exporting.carrying import carried, moved_source
from assistant.serving.exporting.kept import form_of, said_form
from assistant.serving.exporting.package import export_package, package_name
from assistant.serving.standalone import command
from assistant.serving.standalone.model import Model, UntrustedModel, differences
from experiments.blending import load_whole
from store.errors import BadRequest
from tests.assistant.serving.exporting.conftest import keep, table


def alone(place, code, **more):
    """Runs code where the libraries are in reach and the project is not."""
    paths = [str(place), *{sysconfig.get_paths()[k] for k in ("purelib", "platlib")}]
    before = f"import sys; sys.path[:0] = {paths!r}\n"
    return subprocess.run([sys.executable, "-I", "-S", "-B", "-W", "error::ImportWarning", "-c", before + code],
                          capture_output=True, text=True, timeout=200, **more)  # fmt: skip


def test_a_package_says_the_same_where_sextant_cannot_be_imported(tmp_path, blend, exported):
    rows = table(500, seed=7)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    done = alone(
        exported.folder,
        f"""
import importlib.util
absent = [m for m in ("experiments", "assistant", "store") if importlib.util.find_spec(m) is None]
import pandas as pd
from {exported.package} import predict
from {exported.package}.__main__ import run
print(absent)
predict(pd.read_csv({str(tmp_path / "rows.csv")!r})).to_parquet({str(tmp_path / "said.parquet")!r})
sys.exit(run(["predict", {str(tmp_path / "rows.csv")!r}, {str(tmp_path / "command.parquet")!r}]))
""",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['experiments', 'assistant', 'store']"
    expected = load_whole(blend).predict(pd.read_csv(tmp_path / "rows.csv"))
    for file in ("said", "command"):
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"{file}.parquet"), expected, check_dtype=False)
    needed = (exported.folder / "requirements.txt").read_text()
    assert re.search(r"^scikit-learn==\d", needed, re.MULTILINE) and "lightgbm==" in needed
    assert not re.search("streamlit|duckdb|langchain|sextant", needed)


def test_every_library_that_a_package_imports_is_among_its_requirements(exported):
    known, needed = packages_distributions(), (exported.folder / "requirements.txt").read_text().casefold()
    imported = set()
    for file in exported.folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(str(node.module).split(".")[0])
    of_some_models = {"lightgbm", "skrub"}
    libraries = imported - set(sys.stdlib_module_names) - of_some_models - {exported.package}
    assert "openpyxl" in libraries, "its command says that it reads .xlsx"
    lacking = [n for n in libraries if not any(f"{d.casefold()}==" in needed for d in known.get(n, [n]))]
    assert not lacking


@pytest.mark.parametrize(
    ("library", "words", "says"),
    [("openpyxl", ["predict", "rows.xlsx", "out.csv"], "pip install openpyxl"), ("uvicorn", ["serve"], "uvicorn")],
)
def test_a_library_that_only_some_commands_need_is_asked_for_in_words(
    tmp_path, monkeypatch, capsys, library, words, says
):
    table(30, seed=1).to_excel(tmp_path / "rows.xlsx", index=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)  # as where it is not installed
    model = SimpleNamespace(name="churn", task=SimpleNamespace(target="churn"))
    assert command.main(model, words) == 1
    told = capsys.readouterr().err
    assert f"needs {library}, which is not installed" in told and says in told


def test_a_file_changed_afterwards_is_found_and_a_hostile_one_refused(tmp_path, exported, monkeypatch):
    monkeypatch.syspath_prepend(str(exported.folder))
    trusted = importlib.import_module(exported.package).TRUSTED
    model = tmp_path / "model"
    shutil.copytree(exported.folder / exported.package / "model", model)
    assert not differences(Model(model, trusted))
    expected = json.loads((model / "expected.json").read_text())
    expected[3]["probability_yes"] += 0.01
    (model / "expected.json").write_text(json.dumps(expected))
    assert differences(Model(model, trusted)) == ["probability_yes: 1 of 20 sample rows differ"]
    import skops.io
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF

    skops.io.dump(GaussianProcessRegressor(RBF()), model / "member-0.skops")
    with pytest.raises(UntrustedModel, match=r"gaussian_process\.kernels\.RBF, which this package was not made with"):
        Model(model, trusted)


def test_a_place_that_holds_something_else_is_left_alone(tmp_path):
    folder = keep(tmp_path / "kept", "binary", estimator="linear")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    for place in (tmp_path / "mine", tmp_path / "mine" / "thesis.txt"):
        with pytest.raises(BadRequest, match="name a"):
            export_package(folder, place, "churn", 1, "")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_what_the_container_file_starts_answers(blend, exported):
    file = (exported.folder / "Dockerfile").read_text()
    command = json.loads(re.findall(r"^ *CMD (\[.*\])$", file, re.MULTILINE)[-1])
    assert command[:3] == ["python", "-m", exported.package] and "USER model" in file
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [*command[3:], "--host", "127.0.0.1", "--port", str(port)]
    paths = [str(exported.folder), *{sysconfig.get_paths()[k] for k in ("purelib", "platlib")}]
    code = (
        f"import sys; sys.path[:0] = {paths!r}\nfrom {exported.package}.__main__ import run\nsys.exit(run({words!r}))"
    )
    process = subprocess.Popen([sys.executable, "-I", "-S", "-B", "-c", code], stderr=subprocess.DEVNULL,
                               env=os.environ | {"MODEL_TOKEN": "secret"})  # fmt: skip
    try:
        row = {"age": 70, "plan": "basic", "spend": 21.5, "branch": 2}
        answer = json.loads(_asked(process, port, row))
    finally:
        process.terminate()
        process.wait(30)
    expected = load_whole(blend).predict(pd.DataFrame([row]))
    assert answer["prediction"] == expected["prediction"].iloc[0]


def _asked(process, port, row):
    until = time.monotonic() + 120
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            headers = {"Authorization": "Bearer secret", "Content-Type": "application/json"}
            connection.request("POST", "/predict", json.dumps(row), headers)
            return connection.getresponse().read()
        except OSError:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.2)
        finally:
            connection.close()


def test_names_forms_and_imports():
    assert package_name("Müller & Söhne") == "m_ller_s_hne_model" and package_name("4711") == "m_4711_model"
    assert package_name("class") == "m_class_model" and package_name("numpy") == "numpy_model"
    assert said_form(None, "export it for docker") == "container" and said_form("onnx", "") == "onnx"
    assert said_form(None, "export the model") is None
    with pytest.raises(BadRequest, match="package, container or onnx, not as pmml"):
        form_of("pmml")
    text = moved_source("from store.errors import BadData\nimport numpy\n    from experiments.data import x\n", "p")
    assert "from p._parts.store.errors import" in text and "    from p._parts.experiments.data import" in text
    assert not [
        m for m in carried(["assistant.serving.standalone.command"]) if m.startswith(("assistant.caring", "store.k"))
    ]


def test_a_kept_model_is_exported_by_its_name(saved, tmp_path, capsys):
    words = ["--home", str(saved), "export", "model"]
    assert main([*words, "churn", "--format", "onnx", "--out", str(tmp_path / "churn.onnx")]) == 0
    assert (tmp_path / "churn.onnx").is_file() and "churn version 2" in capsys.readouterr().err
    for more, why in ((["nothing"], "no saved model"), ([], "Say which model"), (["churn", "--format", "pdf"], "pdf")):
        assert main([*words, *more]) == 1
        assert why in capsys.readouterr().err
