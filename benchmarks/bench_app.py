"""How quickly Sextant answers: first page, chat turns, first recommendations.

    python -m benchmarks.bench_app [--rounds 3] [--rows 10000] [--columns 20]

Prints one table of milliseconds. The first page needs Debian's Chromium at /usr/bin/chromium and is left out without.
Everything happens in a temporary home; nothing is kept.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
TURNS = (
    "nothing I can't explain to my boss",
    "no SVM please",
    "keep it under five minutes",
    "why the second one?",
    "a missed case costs 20 times a false alarm",
    "show me my profile",
    "something cheaper",
    "what worked on data like this?",
    "run the first two",
    "no",
)


def free_port() -> int:
    """A TCP port of the loopback interface that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def first_page(home: Path) -> float:
    """Seconds from starting `sextant app` to a page whose message box can be typed into."""
    from playwright.sync_api import sync_playwright

    port = free_port()
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page()
        started = time.perf_counter()
        command = [str(Path(sys.executable).parent / "sextant"), "app", "--port", str(port)]
        app = subprocess.Popen(
            command, env={**os.environ, "SEXTANT_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            while True:
                try:
                    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
                    break
                except Exception:  # the server is not up yet
                    time.sleep(0.02)
            page.get_by_test_id("stChatInputTextArea").wait_for(state="visible", timeout=60_000)
            return time.perf_counter() - started
        finally:
            browser.close()
            app.terminate()
            app.wait(timeout=30)


def made_table(folder: Path, rows: int, columns: int) -> Path:
    """A CSV of numbers and words with a column `outcome` of two classes."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(rows, columns - 4))
    table: dict[str, Any] = {f"measure_{i}": numbers[:, i] for i in range(columns - 4)}
    for i in range(3):
        table[f"group_{i}"] = rng.choice([f"kind {k}" for k in range(4 + 3 * i)], rows)
    signal = numbers[:, 0] + numbers[:, 1] * numbers[:, 2] + rng.normal(size=rows)
    table["outcome"] = np.where(signal > 0, "yes", "no")
    path = folder / "made.csv"
    pd.DataFrame(table).to_csv(path, index=False)
    return path


def conversation(home: Path, table: Path) -> dict[str, list[float]]:
    """Seconds of the first recommendations and of the turns after them, in one warm process."""
    from assistant.assembly import assemble

    app = assemble(home)
    try:
        app.warm_up().join()
        took: dict[str, list[float]] = {"first recommendations, profile included": [], "a chat turn, warm": []}
        started = time.perf_counter()
        reply = app.assistant.say(None, "Predict outcome", "bench", [table])
        took["first recommendations, profile included"].append(time.perf_counter() - started)
        for text in TURNS:
            started = time.perf_counter()
            app.assistant.say(reply.conversation_id, text, "bench")
            took["a chat turn, warm"].append(time.perf_counter() - started)
        return took
    finally:
        app.close()


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="starts of the app, and conversations")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--columns", type=int, default=20)
    args = parser.parse_args()
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        table = made_table(Path(folder), args.rows, args.columns)
        for _ in range(args.rounds):
            if CHROMIUM.exists():
                took.setdefault("first page usable, from the command", []).append(first_page(home))
            for name, seconds in conversation(home, table).items():
                took.setdefault(name, []).extend(seconds)
    print(f"{'milliseconds':42} {'median':>8} {'least':>8} {'most':>8} {'n':>4}")
    for name, seconds in took.items():
        ms = [1000 * s for s in seconds]
        print(f"{name:42} {statistics.median(ms):8.0f} {min(ms):8.0f} {max(ms):8.0f} {len(ms):4}")


if __name__ == "__main__":
    main()
