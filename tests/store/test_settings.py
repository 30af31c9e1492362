import re
from pathlib import Path

import pytest

from store.errors import BadRequest
from store.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("assistant", "recommender", "experiments", "lifecycle", "store", "pages", "tests", "benchmarks")


def env(tmp_path, **more):
    return {"SEXTANT_HOME": str(tmp_path / "home"), **more}


def test_defaults_need_nothing(tmp_path):
    settings = Settings.read(env(tmp_path), tmp_path)
    assert settings.llm is None and settings.run_s == 300 and settings.parallel >= 1 and settings.person


def test_environment_before_folder_before_home(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "sextant.toml").write_text('run_s = 1\nthreads = 2\nperson = "home"\n')
    (tmp_path / "sextant.toml").write_text("run_s = 2\nthreads = 3\n")
    settings = Settings.read(env(tmp_path, SEXTANT_RUN_S="3", SEXTANT_LLM=""), tmp_path)
    assert (settings.run_s, settings.threads, settings.person, settings.llm) == (3, 3, "home", None)


def test_a_misspelt_setting_is_named_with_the_likely_one(tmp_path):
    with pytest.raises(BadRequest, match=r"paralel.*parallel"):
        Settings.read(env(tmp_path, SEXTANT_PARALEL="2"), tmp_path)


def test_a_wrong_value_names_setting_place_and_meaning(tmp_path):
    (tmp_path / "sextant.toml").write_text('run_s = "long"\n')
    with pytest.raises(BadRequest, match=r"run_s in .*sextant.toml cannot be 'long'.*Wall seconds"):
        Settings.read(env(tmp_path), tmp_path)


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "sextant.toml").write_text("run_s = = 2")
    with pytest.raises(BadRequest, match=r"sextant.toml cannot be read"):
        Settings.read(env(tmp_path), tmp_path)


def named_variables():
    """All variables with Sextant's prefix that code, tests or the Makefile read."""
    files = [ROOT / "Makefile", ROOT / ".ci" / "run", *(p for f in FOLDERS for p in sorted((ROOT / f).rglob("*.py")))]
    found = {v for p in files for v in re.findall(r"\bSEXTANT_[A-Z_]*[A-Z]\b", p.read_text(encoding="utf-8"))}
    return found - {"SEXTANT_PARALEL"}  # misspelt on purpose, above


def test_no_variable_that_is_read_anywhere_is_refused_as_a_setting_that_is_not_known(tmp_path):
    settings = {f"SEXTANT_{name.upper()}" for name in Settings.model_fields}
    elsewhere = sorted(named_variables() - settings)
    assert "SEXTANT_SERVE_TOKEN" in elsewhere
    Settings.read(env(tmp_path) | dict.fromkeys(elsewhere, str(tmp_path)), tmp_path)


def test_every_setting_is_described_and_documented():
    assert all(f.description for f in Settings.model_fields.values())
    assert all(f"`{name}`" in Settings.document() for name in Settings.model_fields)
