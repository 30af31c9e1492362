import numpy as np
import pandas as pd
import pytest

from assistant.assembly import assemble
from assistant.understanding.understand import understand
from store.memory import MemoryStore


@pytest.fixture
def talk(home):
    """Says something in one conversation, read by the exact rules, and returns the reply."""
    app = assemble(home, store=MemoryStore(), understand=lambda text, context: understand(text, context))
    state = {"conversation": None}

    def say(text, attachments=()):
        reply = app.assistant.say(state["conversation"], text, "ada", attachments)
        state["conversation"] = reply.conversation_id
        return reply

    say.app = app
    yield say
    app.close()


@pytest.fixture
def runs(tmp_path):
    """Runs of a tunable thing: the best lies at depth 6 with the small rate; `wonder` is nobody's guess."""
    rng = np.random.default_rng(3)
    depth, rate = rng.choice([2, 4, 6, 8, 12], 60), rng.choice([0.01, 0.03, 0.1, 0.3], 60)
    acc = 0.9 - 0.01 * abs(depth - 6) - 0.3 * rate + rng.normal(0, 0.005, 60)
    path = tmp_path / "forge.csv"
    frame = pd.DataFrame({"depth": depth, "rate": rate, "accuracy": acc, "train_time_s": depth * 1.5})
    frame.to_csv(path, index=False)
    frame.assign(wonder=rng.normal(0, 1, 60)).to_csv(tmp_path / "riddle.csv", index=False)
    return path
