"""A challenger sees what the champion answers; both are compared as labels come."""

import asyncio

import httpx
import pytest

from assistant.cards import Command
from assistant.caring import kept
from assistant.caring.labelling import join_labels
from assistant.caring.monitors import folder_of_scored
from assistant.caring.rounds import go_round
from assistant.caring.shadowing import shadowed
from assistant.serving.log import ScoreLog
from assistant.serving.service import Service, Serving
from assistant.understanding.context import Understanding
from lifecycle import registry
from store.records import AliasProposal, Gates, Suggestion
from tests.assistant.caring.conftest import rows

pytestmark = pytest.mark.slow

NAME = "churn-churn"


class Broken:
    """A challenger whose files went bad: it fails at every row."""

    def __init__(self, model):
        self.folder, self.signature, self.task, self.meta = model.folder, model.signature, model.task, model.meta

    def __call__(self, frame):
        raise MemoryError("no room")


@pytest.fixture(scope="module")
def named(place):
    """Version 1 as champion and version 2 as challenger."""
    for rank, alias in ((2, "production"), (1, "challenger")):
        place.say(("promote", {"rank": rank, "alias": alias}))
        place.words("yes")
    assert registry.aliases(place.app.store, NAME) == {"champion": 1, "challenger": 2}
    return place


def service_of(place, challenger=None):
    services = place.app.services
    first, second = (kept.loaded(services, m) for m in registry.versions(place.app.store, NAME))
    log = ScoreLog(folder_of_scored(services.home, NAME), rows_per_file=10_000)
    return Service(Serving(NAME, 1, first, (2, challenger or second)), None, log)


def compared(place, text):
    """What is answered to a sentence that is understood as comparing."""
    services, before = place.app.services, place.app.services.understand
    services.understand = lambda text, context: Understanding(commands=(Command(name="compare"),))
    try:
        return place.words(text)
    finally:
        services.understand = before


def ask(service, path, body):
    async def go():
        transport = httpx.ASGITransport(app=service.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            return await http.post(path, json=body)

    return asyncio.run(go())


def test_what_both_said_is_compared_once_labels_come(named):
    services = named.app.services
    before = compared(named, "is the challenger better than the champion?")
    assert "No true values" in before.text and "0 rows" in before.text
    service, frame = service_of(named), rows(240, 77)
    inputs = frame.drop(columns="churn")
    answers = ask(service, "/batch", inputs.to_dict("records")).json()["predictions"]
    assert len({a["id"] for a in answers}) == 240
    labels = [{"id": a["id"], "label": t} for a, t in zip(answers, frame["churn"], strict=True)]
    assert ask(service, "/labels", {"labels": labels}).json() == {"labels": 240}
    assert ask(service, "/labels", [{"id": "x", "label": "perhaps"}]).status_code == 422
    service.stop()
    found = shadowed(services, NAME)
    assert found.recorded == 240 and found.report.n == 240 and found.report.basis == "rows"
    assert (found.report.candidate, found.report.champion) == (2, 1)
    whole = [kept.loaded(services, m) for m in registry.versions(named.app.store, NAME)]
    measuring = whole[0].measuring()
    truth = measuring.truth(frame["churn"])
    direct = [measuring.of(truth, measuring.predicted(m(inputs))) for m in whole]
    assert [found.report.champion_score, found.report.candidate_score] == pytest.approx(direct, abs=1e-6)
    said = compared(named, "compare champion and challenger")
    assert "240 rows" in said.text and "against" in said.text
    clearly = compared(named, "is the challenger clearly better?")
    assert clearly.text.startswith("It is ") and "clearly" in clearly.text


def test_the_challenger_itself_is_what_is_promoted_by_its_place(named):
    services, before = named.app.services, named.app.services.understand
    command = Command(name="promote", args={"alias": "challenger", "name": "good"})
    services.understand = lambda text, context: Understanding(commands=(command,))
    try:
        named.words("promote the challenger if it is at least as good")
    finally:
        services.understand = before
    move = named.app.store.latest(AliasProposal)
    assert (move.alias, move.from_version, move.to_version) == ("champion", 1, 2)
    named.words("no")
    assert registry.aliases(named.app.store, NAME) == {"champion": 1, "challenger": 2}


def test_labels_make_a_batch_that_monitors_look_at_once(named):
    services = named.app.services
    assert join_labels(services, NAME) == 240 and join_labels(services, NAME) == 0
    go_round(named.app.assistant)
    frame = named.app.store.query("SELECT batch, rows, details FROM drift_reports WHERE batch LIKE '%labelled%'")
    assert frame.rows.tolist() == [240] and '"realised"' in str(frame.details.iloc[0]).replace("'", '"')
    found = shadowed(services, NAME)
    told = named.app.store.find(Suggestion, cause="challenger")
    assert len(told) == (found.report.low is not None and found.report.low > 0)
    go_round(named.app.assistant)
    assert len(named.app.store.find(Suggestion, cause="challenger")) == len(told)


def test_a_broken_challenger_never_reaches_the_clients(named, caplog):
    whole = kept.loaded(named.app.services, registry.version(named.app.store, NAME, 2))
    service = service_of(named, Broken(whole))
    inputs = rows(20, 5).drop(columns="churn").to_dict("records")
    assert ask(service, "/batch", inputs).status_code == 200
    service.stop()
    assert (service.shadow.left_out, service.shadow.asked) == (20, 0)
    assert "sextant_shadow_left_out_total" in service.counters.text(service._serving, service.shadow)
    assert "no room" in caplog.text
    caplog.clear()  # it was meant


def test_labelled_rows_of_watched_files_count_as_well(named, tmp_path):
    (tmp_path / "incoming").mkdir()
    named.say(("watch", {"source": str(tmp_path / "incoming")}))
    rows(300, 91).to_csv(tmp_path / "incoming" / "week.csv", index=False)
    go_round(named.app.assistant)
    found = shadowed(named.app.services, NAME)
    assert found.report.n == 540 and found.report.gates == Gates()
