"""Serves the published copy live over Quack, DuckDB's own protocol, where that extension is installed.

What clients reach is an instance of its own in memory, with nothing but views on the copy, which is attached read-only:
nobody can write to it, files and network are closed, settings are locked, and statements that do anything but read are
refused beforehand. When a newer copy is published, it is attached and the views go over to it; clients stay connected.

Source: https://duckdb.org/docs/current/quack/security, whose own pattern for read-only access lets `WITH … INSERT`
through; here that meets both the words below and a database that is attached read-only.
"""

import os
import secrets
import shutil
import threading
from pathlib import Path
from typing import Any

import duckdb

from store.errors import BadRequest
from store.home import Home
from store.migrations import quoted

PORT = 9494
"""Quack's own port."""
_FOLDER = ".served"
_LOOK_S = 0.5
_EXTENSIONS = ("httpfs", "quack")
_MAY_READ = r"""CREATE MACRO may_read(sid, query) AS
  regexp_matches(lower(query),
    '^\s*(select|from|with|describe|show|summarize|values|explain|begin|commit|rollback)\b')
  AND NOT regexp_matches(lower(query),
    '\b(insert|update|delete|merge|create|drop|alter|attach|detach|copy|install|load|set|reset|call|pragma)\b')
  AND NOT regexp_matches(lower(query), '\bquack_(serve|stop|identify)\b')"""
_WALL = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
    "temp_directory": "",
    "threads": "2",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


class Showing:
    """An instance in memory whose views show the newest published copy, read-only and walled in."""

    def __init__(self, home: Path) -> None:
        """Opens it, without the wall.

        Raises:
            BadRequest: nothing is published in that home.
        """
        self._copy = Home(home).analytics
        if not self._copy.exists():
            raise BadRequest(f"Nothing is published in {home} yet. Start Sextant there once, or set SEXTANT_HOME.")
        self._folder = Path(home).absolute() / _FOLDER
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        self.connection: Any = duckdb.connect(":memory:")
        self._number, self._stamp = 0, (0, 0)
        self.renew()

    def wall_in(self) -> None:
        """Closes everything but the folder that copies come into."""
        self.connection.execute(f"SET allowed_directories = [{quoted(str(self._folder))}]")
        for name, value in _WALL.items():
            self.connection.execute(f"SET {name} = '{value}'")

    def renew(self) -> bool:
        """Goes over to the newest copy; False where that is shown already."""
        found = self._copy.stat()
        stamp = (found.st_ino, found.st_mtime_ns)
        if stamp == self._stamp:
            return False
        before, self._number, self._stamp = self._number, self._number + 1, stamp
        own = self._folder / f"{self._number}.duckdb"
        try:
            os.link(self._copy, own)
        except OSError:  # a file system without hard links
            shutil.copyfile(self._copy, own)
        name = f"copy{self._number}"
        self.connection.execute(f"ATTACH {quoted(str(own))} AS {name} (READ_ONLY)")
        views = self.connection.execute(
            "SELECT view_name, comment FROM duckdb_views() WHERE database_name = ? AND schema_name = 'main' "
            "AND NOT internal",
            [name],
        ).fetchall()
        for view, comment in views:
            self.connection.execute(f'CREATE OR REPLACE VIEW memory.main."{view}" AS FROM {name}.main."{view}"')
            self.connection.execute(f'COMMENT ON VIEW memory.main."{view}" IS {quoted(comment or "")}')
        if before:
            self.connection.execute(f"DETACH copy{before}")
            (self._folder / f"{before}.duckdb").unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """Lets go of everything."""
        self.connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def serve(home: Path, *, host: str = "localhost", port: int = PORT, token: str | None = None) -> "Serving":
    """Begins to serve the published copy of a home.

    Args:
        home: SEXTANT_HOME.
        host: name to listen at; another than localhost opens it to the network, unencrypted.
        port: port to listen at.
        token: what clients must say; a random one where it is not given.

    Raises:
        BadRequest: DuckDB's extension is not installed, the token is too short, nothing is published, or the port is
            taken.
    """
    if token is not None and len(token) < 16:
        raise BadRequest("A token needs at least 16 characters; leave it out, and a random one is made.")
    showing = Showing(home)
    try:
        load_quack(showing.connection)
        return Serving(showing, f"quack:{host}:{port}", token or secrets.token_urlsafe(24))
    except BaseException:
        showing.close()
        raise


def load_quack(connection: Any) -> None:
    """Loads the extension into an instance.

    Raises:
        BadRequest: it is not installed; the message says how it is.
    """
    try:
        for name in _EXTENSIONS:
            connection.execute(f"LOAD {name}")
    except duckdb.Error as error:
        version = connection.execute("SELECT version()").fetchone()[0]
        raise BadRequest(
            f"The store cannot be served: DuckDB {version} has no extension {name} here. With a network, install it "
            "once in Python: duckdb.sql('INSTALL httpfs'); duckdb.sql('INSTALL quack'). Until then, open "
            "analytics.duckdb with any DuckDB client, or use `sextant sql`."
        ) from error


class Serving:
    """A server at work, which follows what is published."""

    def __init__(self, showing: Showing, place: str, token: str) -> None:
        self.place, self.token = place, token
        self._showing = showing
        self._stop = threading.Event()
        connection = showing.connection
        local = place.split(":")[1] in ("localhost", "127.0.0.1")
        try:
            connection.execute(_MAY_READ)
            connection.execute("SET GLOBAL quack_authorization_function = 'may_read'")
            connection.execute(
                "CALL quack_serve(?, token := ?, allow_other_hostname := ?)", [place, token, not local]
            ).fetchall()
        except duckdb.Error as error:
            raise BadRequest(f"The store cannot be served at {place}: {str(error).splitlines()[0]}") from error
        showing.wall_in()
        self._thread = threading.Thread(target=self._follow, name="quack", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._stop.wait(_LOOK_S):
            try:
                self._showing.renew()
            except (OSError, duckdb.Error):  # replaced at this very moment: the next look finds it
                continue

    def close(self) -> None:
        """Ends it; clients are cut off."""
        self._stop.set()
        self._thread.join()
        self._showing.close()
