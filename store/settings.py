"""What can be set about Sextant, in the environment or in `sextant.toml`."""

import difflib
import getpass
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from store.errors import BadRequest
from store.home import home_path
from store.records import Role

PREFIX = "SEXTANT_"
_ELSEWHERE = {
    "SEXTANT_HOME", "SEXTANT_SERVE_TOKEN", "SEXTANT_TABLES", "SEXTANT_ARTEFACTS", "SEXTANT_EXTREMEXP", "SEXTANT_KILLS",
    "SEXTANT_TEST_HOME",
}  # fmt: skip
"""Variables with the prefix that are read elsewhere: where the home is, a service's token, and what tests use."""


def _user() -> str:
    """The operating system's name of the user; containers without one have just `me`."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"


def _places() -> int:
    """One core is left to the app, so that it stays responsive while runs go on."""
    return max(1, (os.cpu_count() or 1) - 1)


class Settings(BaseModel):
    """Every setting, with its default.

    In the environment a setting is upper-case with the prefix `SEXTANT_` (`SEXTANT_RUN_S=60`), in `sextant.toml` it is
    a key (`run_s = 60`). The environment counts before the current folder's file, that before the home's file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    llm: str | None = Field(
        default=None,
        description="Chat model that helps to understand, as `provider:model` (such as `openai:gpt-5-mini` or "
        "`ollama:qwen3`); unset, the embedded understanding works alone, with no network.",
    )
    llm_timeout_s: float = Field(default=30.0, gt=0, description="Seconds a chat model may take before it is left out.")
    llm_price_in: float | None = Field(
        default=None, ge=0, description="Price of a million tokens the chat model reads, to record what turns cost."
    )
    llm_price_out: float | None = Field(
        default=None, ge=0, description="Price of a million tokens that the chat model writes."
    )
    person: str = Field(default_factory=_user, min_length=1, description="Who is talking, as kept with each fact.")
    role: Role | None = Field(
        default=None,
        description="How to talk to you: data_scientist, domain_expert or analyst; unset, it is learned as you write.",
    )
    parallel: int = Field(default_factory=_places, ge=1, le=256, description="Runs at the same time.")
    dask: str | None = Field(
        default=None,
        description="Address of a Dask scheduler (`tcp://host:8786`) on whose workers runs execute; unset, they are "
        "processes of this machine.",
    )
    threads: int = Field(default=1, ge=1, le=256, description="Threads of one run.")
    run_s: float = Field(default=300.0, gt=0, description="Wall seconds after which a single run is stopped.")
    memory_mb: float = Field(
        default=4096.0, ge=256, description="Resident memory in MB (2**20 bytes) above which a single run is stopped."
    )
    sql_rows: int = Field(default=10_000, ge=1, description="Rows that an SQL query brings back at most.")
    sql_s: float = Field(default=30.0, gt=0, description="Seconds after which an SQL query is interrupted.")
    publish: bool = Field(
        default=True, description="Whether `analytics.duckdb` is kept fresh for analysts while Sextant runs."
    )
    keep_predictions_days: float | None = Field(
        default=None,
        gt=0,
        le=36_500,
        description="Days after which a run's out-of-fold predictions are removed; facts stay. Unset, all are kept.",
    )
    keep_run_files_days: float | None = Field(
        default=None, gt=0, le=36_500,
        description="Days after which the whole folder of a run that ended is removed: log, progress, predictions. Its "
        "facts stay. Unset, all are kept.",
    )  # fmt: skip
    keep_scored_days: float | None = Field(
        default=None, gt=0, le=36_500,
        description="Days after which rows that models scored, kept to watch them, are removed. Unset, all are kept.",
    )  # fmt: skip
    keep_words_days: float | None = Field(
        default=None, gt=0, le=36_500,
        description="Days after which the words of conversations are blanked; goals, decisions and feedback stay. "
        "Unset, all are kept.",
    )  # fmt: skip
    keep_drift_days: float | None = Field(
        default=None, gt=0, le=36_500,
        description="Days after which the details of drift reports are blanked; what was found stays. Unset, all are "
        "kept.",
    )  # fmt: skip
    prior: Path | None = Field(
        default=None, description="Folder of the shipped experience; unset, the one that Sextant arrives with."
    )
    look_every_s: float = Field(
        default=60.0, ge=0, description="Seconds between two looks at watched folders and policies; 0 for none."
    )
    alert_webhook: str | None = Field(default=None, description="Address that alerts are posted to as JSON.")
    alert_mail: str | None = Field(default=None, description="Mail address that alerts are sent to.")
    alert_smtp: str = Field(default="localhost:25", description="Mail server that alerts are sent by, as `host:port`.")
    port: int = Field(default=8501, ge=1, le=65535, description="Port on which the app is served.")

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, folder: Path | None = None) -> "Settings":
        """The settings in force.

        Args:
            environ: the environment; the process's own where not given.
            folder: the current folder, or another in which a `sextant.toml` counts.

        Raises:
            BadRequest: a setting is not known, or a value cannot be one; the message says which and where.
        """
        environ = os.environ if environ is None else environ
        found: dict[str, Any] = {}
        origin: dict[str, str] = {}
        places = (home_path(environ), folder or _here())
        files = [place / "sextant.toml" for place in places if place is not None]
        for where, values in [*((str(f), _from_file(f)) for f in files), ("the environment", _from_environ(environ))]:
            for key, value in values.items():
                _check_known(key, where)
                found[key], origin[key] = value, where
        try:
            return cls(**found)
        except ValidationError as error:
            first = error.errors()[0]
            key = str(first["loc"][0])
            raise BadRequest(
                f"The setting {key} in {origin[key]} cannot be {found[key]!r}: {first['msg']}. "
                f"It says: {cls.model_fields[key].description}"
            ) from error

    @classmethod
    def document(cls) -> str:
        """All settings as a Markdown table: variable, key, default, meaning."""
        lines = ["| environment | `sextant.toml` | default | meaning |", "|---|---|---|---|"]
        computed = {"person": "your user name", "parallel": "cores − 1"}
        for name, field in cls.model_fields.items():
            default = computed.get(name) or ("unset" if field.default is None else f"`{field.default}`")
            lines.append(f"| `{PREFIX}{name.upper()}` | `{name}` | {default} | {field.description} |")
        return "\n".join(lines) + "\n"


def _here() -> Path | None:
    """The current folder; None where it has been removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        if path.is_fifo():  # reading it might wait for ever
            raise BadRequest(f"The settings in {path} cannot be read: it is no file but a pipe.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise BadRequest(f"The settings in {path} cannot be read: {error}. Mend that file, or remove it.") from error


def _from_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """An empty variable counts as not set, as is usual in shells and containers."""
    named = {k: v for k, v in environ.items() if k.startswith(PREFIX) and k not in _ELSEWHERE and v.strip()}
    return {k.removeprefix(PREFIX).lower(): v.strip() for k, v in named.items()}


def _check_known(key: str, where: str) -> None:
    known = list(Settings.model_fields)
    if key in known:
        return
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
    raise BadRequest(f"There is no setting called {key} (in {where}). {hint}")
