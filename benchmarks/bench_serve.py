"""How fast a served model answers: real clients against `sextant serve` in a process of its own, on loopback.

`python -m benchmarks.bench_serve --model NAME [--clients 8] [--seconds 10] [--rows 1]` prints requests and rows a
second, the median and the 99th percentile of the answer times, and how many requests failed. Home as everywhere
(SEXTANT_HOME). With `--rows` above 1 it sends batches.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np

TOKEN = "benchmark"


def main() -> None:
    """Starts the service, lets the clients ask, prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rows", type=int, default=1)
    args = parser.parse_args()
    port = _free_port()
    command = [sys.executable, "-m", "assistant.cli", "serve", "--model", args.model, "--port", str(port)]
    service = subprocess.Popen(command, env=os.environ | {"SEXTANT_SERVE_TOKEN": TOKEN}, stderr=subprocess.DEVNULL)
    try:
        row = _row(port)
        took, failed = _ask(port, row, args)
    finally:
        service.terminate()
        service.wait()
    median, high = np.quantile(took, [0.5, 0.99]) * 1000
    rate = len(took) / args.seconds
    each = f"median {median:.1f} ms, 99 % {high:.1f} ms, {failed} failed"
    print(f"{args.clients} clients, {args.rows} rows a request, {args.seconds:g} s:")
    print(f"{rate:,.0f} requests/s, {rate * args.rows:,.0f} rows/s, {each}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _row(port: int) -> dict[str, Any]:
    """A row as the service's own description gives it, as soon as it answers."""
    until = time.monotonic() + 60
    while True:
        try:
            told = _get(port, "/openapi.json")
            example: dict[str, Any] = told["components"]["schemas"]["Row"]["example"]
            return example
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _get(port: int, path: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return json.loads(connection.getresponse().read())


def _ask(port: int, row: dict[str, Any], args: argparse.Namespace) -> tuple[list[float], int]:
    """Every client asks again and again over a connection of its own."""
    took: list[float] = []
    failed = [0]
    path = "/predict" if args.rows == 1 else "/batch"
    body = json.dumps(row if args.rows == 1 else {"rows": [row] * args.rows})
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    until = time.monotonic() + args.seconds

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            began = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            failed[0] += answer.status != 200

    threads = [threading.Thread(target=client) for _ in range(args.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, failed[0]


if __name__ == "__main__":
    main()
