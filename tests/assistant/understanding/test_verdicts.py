"""Several places judged in one message: each has its own judgement, and praised ones are run where meant."""

import pytest

from assistant.understanding import Context, understand

LIST = Context(columns=("age", "beds", "fell"), target="fell", kind="binary", recommendations=4)


def said(text, encoder, context=LIST):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


def verdict(rank, sentiment):
    return ("feedback", {"rank": rank, "sentiment": sentiment})


@pytest.mark.parametrize(
    ("text", "good", "bad", "run"),
    [
        ("love the 3rd, dislike the 1st, run the 3rd", [3], [1], [3]),
        ("I don't like the fourth, I like the second. please start the second", [2], [4], [2]),
        ("second and fourth seem good, third doesn't. launch the good ones", [2, 4], [3], [2, 4]),
        ("1 and 4 sound convincing, 2 and 3 don't", [1, 4], [2, 3], None),
        ("I like 2 and 3 and hate 4; try the ones I like", [2, 3], [4], [2, 3]),
        ("the first isn't plausible but the second and third are, run those", [2, 3], [1], [2, 3]),
        ("3 is sensible and 1 too, 4 isn't", [3, 1], [4], None),
        ("thumbs up for 2, thumbs down for 1", [2], [1], None),
        ("like the second, run the fourth", [2], [], [4]),
        ("I'm fond of number 2, not of number 3", [2], [3], None),
        ("yes to the first, no to the third; try the first", [1], [3], [1]),
        ("1 bad 2 good 4 good, launch the good ones", [2, 4], [1], [2, 4]),
        ("the second one makes sense, the others don't", [2], [1, 3, 4], None),
        ("I don't care for 1; 4 is great and 3 too", [4, 3], [1], None),
    ],
)
def test_each_place_has_its_own_judgement(text, good, bad, run, encoder):
    found = said(text, encoder)
    wanted = [verdict(r, "positive") for r in good] + [verdict(r, "negative") for r in bad]
    assert sorted(found, key=str) == sorted([*wanted, *([("propose_runs", {"ranks": run})] if run else [])], key=str)


def test_a_limit_beside_what_is_to_be_run_stays(encoder):
    found = said("first and second look good, fourth doesn't. run the good ones for 5 minutes", encoder)
    assert found[-1] == ("propose_runs", {"ranks": [1, 2], "seconds": 300})


def test_a_reason_stays_with_its_place(encoder):
    assert said("the third seems too slow, the first looks fine", encoder) == [
        ("feedback", {"rank": 3, "sentiment": "negative", "reason": "too slow"}),
        verdict(1, "positive"),
    ]


def test_a_reason_that_is_another_judgement_is_none(encoder):
    assert said("the first two are good, the last is silly; go with the good ones", encoder) == [
        verdict(1, "positive"),
        verdict(2, "positive"),
        verdict(4, "negative"),
        ("propose_runs", {"ranks": [1, 2]}),
    ]
    found = said("I like the second because it is plain, and the third too", encoder)
    assert [(a["rank"], a["sentiment"]) for _, a in found] == [(2, "positive"), (3, "positive")]


def test_an_act_is_on_the_place_that_its_own_part_names(encoder):
    ran = LIST.model_copy(update={"recommendations": 0, "results": 4})
    assert said("the second run is great, the fourth is poor. promote the second", encoder, ran)[-1] == (
        "promote",
        {"rank": 2},
    )


def test_a_bare_yes_and_no_choose_what_is_run(encoder):
    assert said("1 and 4 for us, the rest no", encoder) == [("propose_runs", {"ranks": [1, 4]})]
    assert all(name != "feedback" for name, _ in said("second yes, fourth no, go with the second", encoder))


@pytest.mark.parametrize("text", ["is the first good? the second isn't", "run 1 and 2", "the first is good"])
def test_questions_plans_and_one_judgement_are_read_as_before(text, encoder):
    found = said(text, encoder)
    assert len([1 for name, _ in found if name == "feedback"]) < 2


@pytest.mark.parametrize(
    ("text", "spared"),
    [("not the second, the other three are fine to run", 2), ("the first no, the others may start", 1)],
)
def test_the_others_may_run_where_one_is_left_aside(text, spared, encoder):
    assert said(text, encoder) == [("propose_runs", {"all": True, "exclude_ranks": [spared]})]


def test_others_of_another_number_are_not_the_rest(encoder):
    assert said("not the second, the other five are fine to run", encoder) != [
        ("propose_runs", {"all": True, "exclude_ranks": [2]})
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("let the third go on and stop the other two", [("stop", {"ranks": [1, 2]})]),
        ("leave number 1 alone, pause the rest", [("pause", {"ranks": [2, 3]})]),
        ("stop the second, leave the rest", [("stop", {"ranks": [2]})]),
        ("let the second finish", []),
        ("let them run", []),
        ("stop the others", []),
    ],
)
def test_who_is_let_go_on_is_not_stopped(text, told, encoder):
    running = LIST.model_copy(update={"recommendations": 3, "running": True})
    assert [one for one in said(text, encoder, running) if one[0] in ("stop", "pause")] == told


def test_what_is_said_behind_its_place_judges_it(encoder):
    assert said("The third we trust. The first we don't, it is blind to falls at night.", encoder) == [
        verdict(3, "positive"),
        ("feedback", {"rank": 1, "sentiment": "negative", "reason": "it is blind to falls at night"}),
    ]
    assert said("Number one I hate, number two I love", encoder) == [verdict(1, "negative"), verdict(2, "positive")]


def test_points_that_were_gained_are_no_rating(encoder):
    ran = LIST.model_copy(update={"results": 4})
    for text in (
        "The second run is poor: an hour for 0.5 points.",
        "#2 is a waste, 2 points better than the first",
    ):
        (told,) = [args for name, args in said(text, encoder, ran) if name == "feedback"]
        assert (told["rank"], told["sentiment"]) == (2, "negative")
        assert "rating" not in told
    (rated,) = [args for name, args in said("I give the second run 4 points", encoder, ran) if name == "feedback"]
    assert rated["rating"] == 4


def test_like_crazy_praises_nothing(encoder):
    ran = LIST.model_copy(update={"results": 4})
    (told,) = [args for name, args in said("argh #2 overfits like mad", encoder, ran) if name == "feedback"]
    assert (told["rank"], told["sentiment"]) == (2, "negative")


@pytest.mark.parametrize(
    ("text", "ratings"),
    [
        ("5 stars for the last one, 2 for the first", [(3, 5), (1, 2)]),
        ("I give the second 4 stars and the third only two", [(2, 4), (3, 2)]),
        ("number 1: 3 stars, number 3: 4 stars", [(1, 3), (3, 4)]),
        ("4 stars for the first", [(1, 4)]),
        ("the second result gets 2/5 from me", [(2, 2)]),
        ("I'd give the second one a 5", [(2, 5)]),
        ("your third proposal deserves 5 of 5, the first one 1 of 5", [(3, 5), (1, 1)]),
        ("the second is fine, 5 points", [(2, 5)]),
    ],
)
def test_stars_said_once_are_those_of_each_place(text, ratings, encoder):
    ran = LIST.model_copy(update={"results": 3, "recommendations": 0})
    told = [args for name, args in said(text, encoder, ran) if name == "feedback"]
    assert [(a["rank"], a["rating"]) for a in told] == ratings
