"""What the recommender knows: its card, whether its intervals hold, where it was wrong, what more would cost."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant import wording
from assistant.wording import count
from pages.components import charts, marks
from pages.components.comparison import chart
from pages.components.desk import Desk
from pages.components.notice import hint
from pages.components.words import capital, elapsed, escape, figure, metric_name, number, share

if TYPE_CHECKING:
    import pandas as pd

PROMISED = 0.8
"""The share of results that the recommender's intervals are to hold."""
_FEW = 5
_CARDS = "SELECT * FROM meta_models ORDER BY made_at DESC"
JUDGED = """
SELECT label, family, metric, predicted_score, score_low, score_high, actual_score, score_inside, predicted_s,
  actual_s, cost_inside, made_at, goal_id, run_id
FROM recommendations WHERE actual_score IS NOT NULL AND predicted_score IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY made_at DESC, rank) = 1 ORDER BY made_at, rank"""
"""Each run once, with what was predicted of it last: what is recommended again and again is one result."""
_OPEN = """
SELECT family, metric, count(*) AS variants, avg(score_high - score_low) AS width, avg(predicted_s) AS seconds
FROM recommendations
WHERE actual_score IS NULL AND run_id IS NULL AND score_high IS NOT NULL
  AND set_id IN (SELECT arg_max(set_id, made_at) FROM recommendations GROUP BY goal_id)
GROUP BY ALL ORDER BY width DESC LIMIT 12"""
_QUALITY = {
    "coverage": "Results inside the interval",
    "cost_coverage": "Times inside the interval",
    "regret_auc": "Distance to the best (0 to 1, lower is better)",
    "regret_auc_before": "The same with the meta-model before",
    "portfolio_auc": "The same with a fixed list of variants",
    "cost_factor": "Times off by a factor of",
    "datasets": "Measured on datasets it had not seen",
}


def draw_known(desk: Desk) -> None:
    """Draws the part of the page."""
    st.subheader("What does the recommender rest on?", anchor=False)
    _draw_cards(_frame(desk, _CARDS))
    judged = _frame(desk, JUDGED)
    st.subheader("Do its intervals hold?", anchor=False)
    if len(judged) < _FEW:
        hint(
            f"{capital(count(len(judged), 'recommendation'))} came to a result here so far; from {_FEW} on, this "
            "shows how often results lay inside the predicted intervals."
        )
    else:
        _draw_calibration(judged)
    if len(judged):
        _draw_wrong(judged)
    _draw_cost(_frame(desk, _OPEN))


def _frame(desk: Desk, sql: str) -> pd.DataFrame:
    return desk.assistant.services.store.frame(sql)


def _draw_cards(cards: pd.DataFrame) -> None:
    """The meta-model in use for each metric, earlier and refused ones below."""
    if cards.empty:
        hint(
            "No meta-model was fitted here yet: recommendations rest on the experience that Sextant comes with. After "
            "your own runs it is fitted again, and used only if it is not clearly worse."
        )
        return
    used = cards[cards["promoted"]].drop_duplicates(["kind", "metric"])
    for row in used.to_dict("records"):
        with st.container(border=True, key=f"card-meta-{row['meta_model_id']}"):
            st.html(f'<div class="sx">{card_html({str(k): v for k, v in row.items()})}</div>')
    rest = cards.drop(index=used.index)
    if len(rest):
        with st.expander(f"{len(rest)} earlier or refused"):
            rows = [
                (
                    f"{r['made_at']:%d %b %Y %H:%M}",
                    metric_name(str(r["metric"])),
                    "yes" if r["promoted"] else "no",
                    r["why"],
                )
                for r in rest.head(30).to_dict("records")
            ]
            st.html(f'<div class="sx">{marks.table(("made (UTC)", "metric", "was used", "why"), rows)}</div>')


def card_html(row: dict[str, Any]) -> str:
    """A meta-model's card: what it was trained on and how good it was on datasets it had not seen."""
    trained = ", ".join(f"{int(v):,} {k.replace('_', ' ')}" for k, v in _object(row["trained_on"]).items())
    pairs = [("Trained on", trained or "–", ""), ("Why it is used", str(row["why"]) or "–", "")]
    for name, value in _object(row["quality"]).items():
        said = share(value) if "coverage" in name else number(float(value))
        pairs.append((_QUALITY.get(name, capital(name.replace("_", " "))), said, ""))
    aside = f"{row['kind']}, made {row['made_at']:%d %b %Y}"
    return marks.head(f"Meta-model for {metric_name(str(row['metric']))}", aside) + marks.lines(pairs)


def _object(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def calibration(judged: pd.DataFrame) -> pd.DataFrame:
    """How often what came lay inside its interval, until each recommendation.

    Args:
        judged: `made_at`, `score_inside` and `cost_inside` (true, false or missing), oldest first.

    Returns:
        `at`, `score_share` and `cost_share`, shares from 0 to 1 over all until then.
    """
    import pandas as pd

    score, cost = (pd.to_numeric(judged[c].astype("Float64")) for c in ("score_inside", "cost_inside"))
    made = pd.DataFrame({"at": judged["made_at"], "score_share": score.expanding().mean()})
    return made.assign(cost_share=cost.expanding().mean()).astype({"score_share": float, "cost_share": float})


def held(inside: float, known: int, what: str) -> str:
    """How often intervals held, in a sentence.

    Args:
        inside: the share of results inside their interval, 0 to 1.
        known: number of results.
        what: what was predicted, in the plural.
    """
    off = inside - PROMISED
    judged = "about as promised" if abs(off) <= 0.1 else "too wide" if off > 0 else "too narrow"
    so = f"so the intervals are {judged}" if abs(off) <= 0.1 or not _by_chance(inside, known) else "too few to judge by"
    return f"{share(inside)} of {known:,} {what} lay inside their interval; {share(PROMISED)} are promised, {so}."


def _by_chance(inside: float, known: int) -> bool:
    """Whether honest intervals hold so often, or so seldom, once in twenty at least: the binomial's tail."""
    held_ = round(inside * known)
    further = range(held_, known + 1) if inside > PROMISED else range(held_ + 1)
    return sum(math.comb(known, k) * PROMISED**k * (1 - PROMISED) ** (known - k) for k in further) >= 0.05


def _draw_calibration(judged: pd.DataFrame) -> None:
    shares = calibration(judged)
    said = [
        held(float(shares[f"{column}_share"].iloc[-1]), int(judged[f"{column}_inside"].notna().sum()), what)
        for column, what in (("score", "scores"), ("cost", "times"))
        if judged[f"{column}_inside"].notna().any()
    ]
    st.html(f'<div class="sx"><p>{escape(" ".join(said))}</p></div>')
    chart(charts.share_over_time(shares, PROMISED), "calibration")


def _draw_wrong(judged: pd.DataFrame) -> None:
    """The results that were furthest outside of what was predicted, in widths of their interval."""
    st.subheader("Where was it wrong?", anchor=False)
    rows = wrong(judged)
    if not rows:
        hint("Nowhere so far: every score lay inside its interval.")
        return
    columns = ("variant", "metric", "predicted", "came", "off by")
    st.html(f'<div class="sx">{marks.table(columns, rows, right=(2, 3, 4))}</div>')


def wrong(judged: pd.DataFrame, most: int = 10) -> list[tuple[str, str, str, str, str]]:
    """The results outside of their interval, the furthest first: variant, metric, predicted, came, how far off."""
    out = judged[(judged["score_inside"] == False) & judged["score_high"].notna()]  # noqa: E712 - may be missing
    off = (out["actual_score"] - out["predicted_score"]).abs()
    width = (out["score_high"] - out["score_low"]).clip(lower=1e-9)
    order = (off / width).sort_values(ascending=False).index[:most]
    return [
        (
            str(r["label"]), metric_name(str(r["metric"])),
            f"{figure(r['predicted_score'], str(r['metric']))} ({figure(r['score_low'], str(r['metric']))} – "
            f"{figure(r['score_high'], str(r['metric']))})",
            figure(r["actual_score"], str(r["metric"])),
            number(abs(float(r["actual_score"]) - float(r["predicted_score"]))),
        )
        for r in out.loc[order].to_dict("records")
    ]  # fmt: skip


def _draw_cost(open_: pd.DataFrame) -> None:
    """What is uncertain about what was recommended last, and what a run that settles it would take."""
    st.subheader("What would it cost to know more?", anchor=False)
    if open_.empty:
        hint("Nothing is open: ask for recommendations in the chat, and what is uncertain about them shows here.")
        return
    rows = [
        (
            str(r["family"]).replace("_", " "), metric_name(str(r["metric"])), int(r["variants"]),
            f"± {number(float(r['width']) / 2)}", wording.seconds(float(r["seconds"])) if r["seconds"] == r["seconds"]
            else elapsed(None),
        )
        for r in open_.to_dict("records")
    ]  # fmt: skip
    columns = ("family", "metric", "recommended, not run", "uncertain by", "one run takes")
    whole = float((open_["seconds"] * open_["variants"]).sum(skipna=True))
    n = int(open_["variants"].sum())
    said = (
        f"Running {'it' if n == 1 else f'all {n:,}'} would take {wording.seconds(whole)} and settle what is open below."
    )
    st.html(f'<div class="sx"><p>{escape(said)}</p>{marks.table(columns, rows, right=(3, 4))}</div>')
