"""`sextant serve`: a kept model behind HTTP."""

import argparse
import logging
import os
import secrets
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from assistant.serving.exporting.kept import champion_number

Pointing = tuple[int | None, int | None]
"""Versions that champion and challenger point to; None where they point to none, or that is not known."""
TOKEN = "SEXTANT_SERVE_TOKEN"
_LEAST_S = 0.5
"""Whether the champion has changed is looked at no more often than that."""


def run(args: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    import uvicorn

    from assistant.assembly import home_folder
    from assistant.caring.monitors import folder_of_scored
    from assistant.serving.log import ScoreLog
    from assistant.serving.service import Service
    from store.errors import BadRequest

    if args.no_token and args.host not in ("127.0.0.1", "localhost", "::1"):
        raise BadRequest(f"Without a token a model is served on this machine only, not on {args.host}.")
    if not 0 <= args.log_share <= 1:
        raise BadRequest(f"--log-share is a share from 0 to 1, not {args.log_share:g}.")
    home = home_folder(args.home)
    before = _pointing(home, args.model)
    serving = _found(home, args.model, before)
    token = None if args.no_token else os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    log = ScoreLog(folder_of_scored(home, serving.name), share=args.log_share) if args.log_share > 0 else None
    service = Service(serving, token, log)
    sock = _listening(args.host, args.port)
    stop = threading.Event()
    follow = threading.Thread(target=_follow, args=(service, home, args.model, before, args.every, stop), daemon=True)
    follow.start()
    place = f"http://{f'[{args.host}]' if ':' in args.host else args.host}:{sock.getsockname()[1]}"
    _tell(f"{serving.name} version {serving.version} at {place}  (stop with Ctrl+C)")
    if token is not None and not os.environ.get(TOKEN):
        _tell(f"Token: {token}")
    logging.captureWarnings(True)  # libraries' own filters do not hold where several threads predict at once
    try:
        uvicorn.Server(uvicorn.Config(service.app(), log_level="warning", access_log=False)).run(sockets=[sock])
    finally:
        stop.set()
        service.stop()
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        BadRequest: another program listens there, or there is no such address or port.
    """
    from store.errors import BadRequest

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError, UnicodeError) as error:
        why = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise BadRequest(
            f"Nothing can be served at {host}, port {port}: {why}. "
            "Name another with --port or --host; port 0 takes any that is free."
        ) from error


def _pointing(home: Path, named: str) -> Pointing:
    return champion_number(home, named), champion_number(home, named, "challenger")


def _found(home: Path, named: str, pointing: Pointing) -> Any:
    """The model to serve: the champion by the published knowledge, else the newest version in its folder."""
    from assistant.caring.kept import load
    from assistant.keeping import model_folder, name_or_path
    from assistant.serving.service import Serving

    champion, challenger = pointing
    folder = model_folder(home, f"{named}/{champion}" if champion is not None else named)
    name, number = name_or_path(home, folder)
    shadow = None
    if challenger is not None and challenger != number:
        try:
            shadow = challenger, load(model_folder(home, f"{named}/{challenger}"))
        except Exception as error:  # whatever is wrong with a challenger, the champion is served
            _tell(f"{named}: version {challenger} cannot shadow version {number} ({error}).")
    return Serving(name, number, load(folder), shadow)


def _follow(service: Any, home: Path, named: str, before: Pointing, every_s: float, stop: threading.Event) -> None:
    """Serves another version soon after the alias was moved to it.

    Args:
        service: what answers.
        home: SEXTANT_HOME.
        named: of the model.
        before: where the aliases pointed when the service began.
        every_s: seconds between two looks.
        stop: ends it.
    """
    while not stop.wait(max(every_s, _LEAST_S)):
        now = before
        try:
            now = _pointing(home, named)
            if now != before and now[0] is not None:
                service.replace(_found(home, named, now))
                _tell(f"{named}: version {now[0]} is served from now on.")
        except Exception as error:  # whatever is wrong with the new files or the knowledge, the old version goes on
            _tell(f"{named}: another version could not be looked for or served ({error}); the one before goes on.")
        before = now


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
