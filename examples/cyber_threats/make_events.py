"""Makes a log of network events with two kinds of attack in it: `python make_events.py events.csv`."""

import csv
import random
import sys

HOURS = 12


def main(path, seed=0):
    """Writes the log to a file; the same seed, the same log."""
    source = random.Random(seed)
    attacks = sorted(source.sample(range(10, HOURS * 60 - 10, 12), 12))
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["second", "source", "port", "bytes", "failed", "attack"])
        for second in range(0, HOURS * 3600, 4):
            minute = second // 60
            kind = next((i % 2 + 1 for i, a in enumerate(attacks) if a <= minute < a + 4), 0)
            for _ in range(source.randint(0, 2)):
                failed = int(source.random() < 0.1)
                out.writerow(
                    [
                        second,
                        f"h{source.randint(1, 40)}",
                        source.choice([22, 80, 443, 443]),
                        int(source.lognormvariate(7, 1)),
                        failed,
                        int(kind > 0),
                    ]
                )
            if kind == 1 and source.random() < 0.25:  # ports are tried one after another
                out.writerow([second, "x1", source.randint(1, 9999), 60, int(source.random() < 0.5), 1])
            if kind == 2 and source.random() < 0.2:  # passwords are
                out.writerow([second, "x2", 22, source.randint(300, 400), int(source.random() < 0.9), 1])


if __name__ == "__main__":
    main(sys.argv[1])
