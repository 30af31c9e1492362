"""`sextant serve`: a kept model behind HTTP."""

import argparse
import os
import secrets
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from assistant.serving.exporting.kept import champion_number

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
    serving = _found(home, args.model)
    token = None if args.no_token else os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    log = ScoreLog(folder_of_scored(home, serving.name), share=args.log_share) if args.log_share > 0 else None
    service = Service(serving, token, log)
    sock = _listening(args.host, args.port)
    stop = threading.Event()
    follow = threading.Thread(target=_follow, args=(service, home, args.model, args.every, stop), daemon=True)
    follow.start()
    place = f"http://{f'[{args.host}]' if ':' in args.host else args.host}:{sock.getsockname()[1]}"
    print(f"{serving.name} version {serving.version} at {place}  (stop with Ctrl+C)", file=sys.stderr, flush=True)
    if token is not None and not os.environ.get(TOKEN):
        print(f"Token: {token}", file=sys.stderr, flush=True)
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


def _found(home: Path, named: str) -> Any:
    """The model to serve: by its alias of the published knowledge, else the newest version in its folder."""
    from assistant.caring.kept import load
    from assistant.keeping import model_folder
    from assistant.serving.service import Serving

    champion, challenger = champion_number(home, named), champion_number(home, named, "challenger")
    folder = model_folder(home, f"{named}/{champion}" if champion is not None else named)
    number = int(folder.name) if folder.name.isdigit() else 1
    name = folder.parent.name if folder.name.isdigit() else folder.name
    shadow = None
    if challenger is not None and challenger != number:
        with suppress(Exception):  # a challenger that cannot be loaded must not keep the champion from serving
            shadow = challenger, load(model_folder(home, f"{named}/{challenger}"))
    return Serving(name, number, load(folder), shadow)


def _follow(service: Any, home: Path, named: str, every_s: float, stop: threading.Event) -> None:
    """Serves another version soon after the alias was moved to it."""
    before = champion_number(home, named), champion_number(home, named, "challenger")
    while not stop.wait(max(every_s, _LEAST_S)):
        now = champion_number(home, named), champion_number(home, named, "challenger")
        if now != before and now[0] is not None:
            try:
                service.replace(_found(home, named))
                print(f"{named}: version {now[0]} is served from now on.", file=sys.stderr, flush=True)
            except Exception as error:  # whatever is wrong with the new files, the old version goes on
                print(f"{named}: version {now[0]} cannot be served ({error}); the old one goes on.", file=sys.stderr)
            before = now
