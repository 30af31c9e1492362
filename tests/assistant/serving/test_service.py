"""The service answers real clients, checks what they send, and keeps what it said for watching."""

import json

import pandas as pd
import pytest

from assistant.caring.kept import load
from assistant.serving.log import ScoreLog
from assistant.serving.rows import Invalid, table_of
from assistant.serving.service import MOST_ROWS, Service, Serving
from tests.assistant.serving.conftest import people

TOKEN = {"Authorization": "Bearer secret"}


@pytest.fixture
def service(saved, tmp_path):
    model, other = load(saved / "models" / "churn" / "1"), load(saved / "models" / "churn" / "2")
    log = ScoreLog(tmp_path / "scored", rows_per_file=20)
    return Service(Serving("churn", 1, model, (2, other)), "secret", log)


@pytest.fixture
def client(service):
    """A client over the real application, without a socket between them."""
    import asyncio

    import httpx

    class Client:
        def __call__(self, method, path, **more):
            async def ask():
                transport = httpx.ASGITransport(app=service.app())
                async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                    return await http.request(method, path, **more)

            return asyncio.run(ask())

    return Client()


ROW = {"age": 70, "plan": "basic", "spend": 21.5}


def test_a_row_and_a_batch_are_predicted_as_by_the_model_itself(client, saved):
    one = client("POST", "/predict", json=ROW, headers=TOKEN).json()
    expected = load(saved / "models" / "churn" / "1")(pd.DataFrame([ROW]))
    assert one["prediction"] == expected["prediction"].iloc[0] and one["version"] == 1
    assert one["probabilities"]["yes"] == pytest.approx(expected["probability_yes"].iloc[0], abs=1e-6)
    rows = people(50, 9).drop(columns="churn").to_dict("records")
    many = client("POST", "/batch", json={"rows": rows}, headers=TOKEN).json()
    assert len(many["predictions"]) == 50
    again = client("POST", "/predict", json={"row": ROW}, headers=TOKEN).json()
    assert again.pop("id") != one.pop("id") and again == one


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "secret"}])
def test_without_the_token_nothing_is_predicted(client, headers):
    assert client("POST", "/predict", json=ROW, headers=headers).status_code == 401
    assert client("GET", "/metrics", headers=headers).status_code == 401
    assert client("GET", "/health").json() == {"status": "ok", "model": "churn", "version": 1}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"age": "old", "plan": "basic", "spend": 1}, 422, "a number"),
        ({"plan": "basic", "spend": 1}, 422, "age"),
        ({"age": True, "plan": "basic", "spend": 1}, 422, "a number"),
        ({"age": "1_000", "plan": "basic", "spend": 1}, 422, "a number"),
        ('{"age": 1, "age": 2, "plan": "basic", "spend": 1}', 400, "twice"),
        ({"age": [1], "plan": "basic", "spend": 1}, 422, "a number"),
        ({"age": 1, "plan": {"x": 1}, "spend": 1}, 422, "text"),
        ([1, 2], 422, "one row"),
        ("{", 400, "no JSON"),
        ('{"age": NaN, "plan": "basic", "spend": 1}', 400, "null"),
        ("[" * 5000, 400, "no JSON"),
        ('{"age": 1e400, "plan": "basic", "spend": 1}', 422, "a number"),
        ('{"age": 1' + "0" * 400 + ', "plan": "basic", "spend": 1}', 422, "a number"),
        ('{"age": 1, "plan": "\\ud800", "spend": 1}', 422, "text"),
        (b'{"age": 1, "plan": "\xff", "spend": 1}', 400, "no JSON"),
        ("", 400, "no JSON"),
    ],
)
def test_what_cannot_be_predicted_is_said_value_by_value(client, body, status, says):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    answer = client("POST", "/predict", content=content, headers=TOKEN)
    assert answer.status_code == status and says in answer.text


def test_an_address_that_is_none_is_said_in_words_and_makes_up_no_label(client, service):
    for method, path, status in (("GET", "/nowhere", 404), ("PUT", "/batch", 405), ("GET", "/predict", 405)):
        said = client(method, path, headers=TOKEN)
        assert said.status_code == status and "/openapi.json" in said.json()["error"]
    assert {p for p, _ in service.counters.requests} == {"elsewhere"}


def test_a_request_that_never_comes_whole_is_given_up(service, monkeypatch):
    import asyncio

    from starlette.requests import Request

    from assistant.serving import service as served

    monkeypatch.setattr(served, "_MOST_WAIT_S", 0.01)

    async def never():
        await asyncio.sleep(3600)

    scope = {"type": "http", "method": "POST", "path": "/predict", "headers": [], "query_string": b""}
    with pytest.raises(served.Refused) as refused:
        asyncio.run(served._json(Request(scope, receive=never)))
    assert refused.value.status == 408


def test_an_answer_names_the_version_that_gave_it_though_another_takes_its_place(service, client):
    first = service._serving

    class Replaced:
        folder, signature, task, meta = (getattr(first.model, a) for a in ("folder", "signature", "task", "meta"))

        def __call__(self, frame):
            service.replace(Serving("churn", 2, first.model))
            return first.model(frame)

    service.replace(Serving("churn", 1, Replaced()))
    assert client("POST", "/predict", json=ROW, headers=TOKEN).json()["version"] == 1
    assert client("POST", "/batch", json=[ROW], headers=TOKEN).json()["version"] == 2
    service.replace(Serving("churn", 1, Replaced()))
    assert client("POST", "/batch", json=[ROW], headers=TOKEN).json()["version"] == 1


def test_a_log_that_cannot_be_written_costs_no_client_its_answer(client, tmp_path, caplog):
    (tmp_path / "scored").write_text("a file where the folder should be")
    rows = people(30, 3).drop(columns="churn").to_dict("records")
    answer = client("POST", "/batch", json=rows, headers=TOKEN)
    assert answer.status_code == 200 and len(answer.json()["predictions"]) == 30
    assert "could not be logged" in caplog.text
    caplog.clear()  # it was meant


def test_a_fault_of_the_model_is_an_answer_in_words(service, client, caplog):
    class Broken:
        signature, task = service._serving.model.signature, service._serving.model.task

        def __call__(self, frame):
            raise ZeroDivisionError("inside")

    service.replace(Serving("churn", 3, Broken()))
    answer = client("POST", "/predict", json=ROW, headers=TOKEN)
    assert answer.status_code == 500 and "could not be answered" in answer.json()["error"]
    assert "inside" not in answer.text and "ZeroDivisionError" in caplog.text
    caplog.clear()  # it was meant


def test_dates_with_and_without_a_zone_stand_beside_each_other():
    table = table_of([{"seen": "2026-03-01T00:30:00+02:00"}, {"seen": "2026-03-01"}, {"seen": None}],
                     {"seen": "datetime64[us]"})  # fmt: skip
    assert table.seen.dropna().dt.strftime("%d %H:%M").tolist() == ["28 22:30", "01 00:00"] and table.seen.isna()[2]


@pytest.mark.parametrize("value", ["01.03.2024", "03/04/2024", "now", "today", "2024-13-01", "", True])
def test_a_date_that_can_be_read_in_two_ways_or_changes_by_the_hour_is_refused(value):
    with pytest.raises(Invalid) as refused:
        table_of([{"seen": value}], {"seen": "datetime64[us]"})
    assert refused.value.troubles[0]["expected"] == "a date such as 2026-03-01"


@pytest.mark.parametrize("value", ["2024-03-01", "2024-3-1", " 2024-03-01T00:00:00Z", "2024/03/01", 20240301])
def test_a_date_with_the_year_first_is_taken(value):
    assert table_of([{"seen": value}], {"seen": "datetime64[us]"}).seen[0] == pd.Timestamp("2024-03-01")


def test_what_clients_mix_in_one_column_is_logged_as_texts(tmp_path):
    log = ScoreLog(tmp_path, rows_per_file=1)
    log.add(
        pd.DataFrame({"member": pd.Series([True, "yes", None], dtype=object)}), pd.DataFrame({"prediction": [1] * 3}), 1
    )
    (path,) = tmp_path.glob("*.parquet")
    assert pd.read_parquet(path).member.tolist()[:2] == ["True", "yes"]


def test_batches_have_bounds_and_unknown_values_are_null(client):
    assert client("POST", "/batch", json={"rows": []}, headers=TOKEN).status_code == 422
    assert client("POST", "/batch", json=[ROW] * (MOST_ROWS + 1), headers=TOKEN).status_code == 413
    odd = ROW | {"age": None, "plan": "never seen", "else": 1}
    assert client("POST", "/predict", json=odd, headers=TOKEN).status_code == 200


def test_metrics_and_the_description_fit_what_is_served(client):
    client("POST", "/predict", json=ROW, headers=TOKEN)
    metrics = client("GET", "/metrics", headers=TOKEN).text
    assert 'sextant_requests_total{path="/predict",status="200"} 1' in metrics and "sextant_rows_total 1" in metrics
    told = client("GET", "/openapi.json").json()
    assert told["components"]["schemas"]["Row"]["required"] == ["age", "plan", "spend"]
    assert "age" in client("GET", "/").text


def test_what_was_scored_is_kept_with_the_challengers_word_beside_it(client, tmp_path):
    rows = people(30, 3).drop(columns="churn").to_dict("records")
    client("POST", "/batch", json=rows, headers=TOKEN)
    (used,) = (tmp_path / "scored").glob("*.parquet")
    kept = pd.read_parquet(used)
    assert len(kept) == 30 and set(kept["_version"]) == {1} and {"age", "prediction"} <= set(kept.columns)
    shadows = [pd.read_parquet(p) for p in (tmp_path / "scored" / "challenger").glob("*.parquet")]
    assert {v for s in shadows for v in s["_version"]} <= {2}


def test_the_log_samples_and_stays_small(tmp_path):
    log = ScoreLog(tmp_path, share=0.5, rows_per_file=100, most_bytes=20_000)
    inputs, said = people(1000).drop(columns="churn"), pd.DataFrame({"prediction": ["yes"] * 1000})
    for _ in range(12):
        hit = log.drawn(1000)
        log.add(inputs[hit], said[hit], 1)
    assert log.drawn(1000, 20).sum() == 20
    files = list(tmp_path.glob("*.parquet"))
    assert sum(p.stat().st_size for p in files) <= 20_000 + max(p.stat().st_size for p in files)
    assert 350 < len(pd.read_parquet(files[0])) < 650
