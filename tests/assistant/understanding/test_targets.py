import pytest

from assistant.cards import Command
from assistant.understanding import Context, understand
from assistant.understanding.names.targets import bare_column, checked_target

HEART = Context(
    columns=("age", "sex", "maximum_heart_rate_achieved", "class"),
    column_values={"sex": ("0", "1"), "class": ("absent", "present")},
)


def target(text: str, guessed: str, context: Context = HEART) -> str:
    (command,) = checked_target(text, [Command(name="set_goal", args={"target": guessed})], context)
    return str(command.args["target"])


@pytest.mark.parametrize("text", ["I want to know who has heart disease", "which patients will have a heart attack?"])
def test_a_yes_or_no_is_asked_of_a_column_with_two_values(text: str) -> None:
    assert target(text, "maximum_heart_rate_achieved") == "class"


@pytest.mark.parametrize(
    "text",
    ["predict the heart rate", "who has the highest maximum heart rate achieved", "how high is it for who has pain"],
)
def test_what_is_named_or_no_yes_or_no_stays(text: str) -> None:
    assert target(text, "maximum_heart_rate_achieved") == "maximum_heart_rate_achieved"


def test_without_one_column_that_fits_nothing_is_changed() -> None:
    both = Context(columns=("heart", "a", "b"), column_values={"a": ("0", "1"), "class": ("x", "y", "z")})
    assert target("who has heart disease", "heart", both) == "heart"
    assert target("who has heart disease", "heart", Context(columns=HEART.columns)) == "heart"


def test_a_bare_column_is_asked_about_with_buttons_that_are_understood() -> None:
    question = understand("oldpeak", Context(columns=("oldpeak", "class"), target="class")).question
    assert question is not None and "oldpeak" in question.text
    said = [
        understand(o.says, Context(columns=("oldpeak", "class"), target="class")).commands for o in question.options
    ]
    assert [c.name for (c,) in said] == ["set_goal", "look_at_data", "constrain"]


@pytest.mark.parametrize("text", ["the oldpeak column is odd", "", "yes", "hello"])
def test_other_messages_are_no_bare_columns(text: str) -> None:
    assert bare_column(text, Context(columns=("oldpeak", "class"))) is None


@pytest.mark.parametrize("text", ["and rain?", "n the wind?", "but humidity?"])
def test_a_column_that_a_message_only_goes_on_to_is_asked_about(text: str) -> None:
    given = Context(columns=("rain_mm", "wind_ms", "humidity", "sold"), target="sold", results=2)
    understood = understand(text, given)
    assert not understood.commands and understood.question is not None
    assert understood.question.text.startswith("What about ")


@pytest.mark.parametrize("text", ["and now?", "and what does rain do?", "and the second?", "rain, and?"])
def test_what_asks_for_more_goes_on_to_no_column(text: str) -> None:
    assert bare_column(text, Context(columns=("rain_mm", "wind_ms", "sold"), target="sold")) is None


@pytest.mark.parametrize("text", ["a little less time", "we need more time, please", "much more time"])
def test_more_or_less_time_is_asked_for_its_figure(text: str) -> None:
    understood = understand(text, Context(columns=("a", "b"), target="b"))
    assert not understood.commands and understood.question is not None and understood.question.slot == "seconds"


@pytest.mark.parametrize(
    "text",
    [
        "same as last month",
        "just like last time, please",
        "do that the way we did it last year, ok",
        "as you did before, remember?",
        "this one, hm, no, the other one",
        "I want that, or rather the other",
        "the other model please",
        "do what you did last time",
    ],
)
def test_as_it_was_before_is_asked_about(text: str) -> None:
    assert understand(text, Context(columns=("a", "b"), target="b")).question is not None


def test_what_was_done_last_month_is_no_such_message() -> None:
    said = understand("what worked last month?", Context(columns=("a", "b"), target="b")).commands
    assert [c.name for c in said] == ["history"]


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("farm_2 as the data and milk as target", "farm_2", "milk"),
        ("open yields.csv. Tonnes is what we need to know", "yields.csv", "Tonnes"),
        ("load runs.parquet; late is the one we want to predict", "runs.parquet", "late"),
        ("open pigs.csv, target died_14d", "pigs.csv", "died_14d"),
        ("use pigs.csv with target weight", "pigs.csv", "weight"),
        ("open pigs.csv, goal: weight", "pigs.csv", "weight"),
        ("read pigs.csv, flaky is y", "pigs.csv", "flaky"),
        ("here is pigs.csv, the column i want to guess is mouldy", "pigs.csv", "mouldy"),
        ("open pigs.csv, we would like to know which pigs die, thats the column died_14d", "pigs.csv", "died_14d"),
    ],
)
def test_where_no_columns_are_known_a_word_is_the_target(text: str, source: str, target: str) -> None:
    meant = {c.name: c.args for c in understand(text, Context()).commands}
    assert meant == {"use_data": {"source": source}, "set_goal": {"target": target}}


@pytest.mark.parametrize(
    "text",
    [
        "open yields.csv. This is what we need to know",
        "load runs.parquet, it is what we want",
        "open yields.csv, for this goal, please",
    ],
)
def test_words_that_only_point_are_no_target(text: str) -> None:
    assert [c.name for c in understand(text, Context()).commands] == ["use_data"]


@pytest.mark.parametrize(
    "text",
    [
        "Sold is what we predict and 1 is the positive one",
        "Sold is what you should predict because it pays our rent",
        "what we predict so far is Sold",
    ],
)
def test_a_word_that_only_joins_is_no_target(text: str) -> None:
    (goal,) = understand(text, Context(columns=("Rain", "Stall", "Sold"))).commands
    assert goal.args["target"] == "Sold"


METER = Context(columns=("Stempel", "Last_MW", "Temp_C", "Feiertag"))


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("predict the load (Last_MW) with rmse", {"target": "Last_MW", "metric": "rmse"}),
        ("leave out the day off (Feiertag) and the warmth (Temp_C)", {"columns_forbidden": ["Feiertag", "Temp_C"]}),
        ("predict Last_MW, respect the order of Stempel", {"target": "Last_MW", "method": "time", "column": "Stempel"}),
        ("predict Last_MW, rows in order of Stempel", {"target": "Last_MW", "method": "time", "column": "Stempel"}),
    ],
)  # fmt: skip
def test_a_name_in_brackets_is_that_column_and_an_order_is_a_split(text: str, args: dict[str, object]) -> None:
    assert {k: v for c in understand(text, METER).commands for k, v in c.args.items()} == args


def test_what_else_stands_in_brackets_names_nothing_before_it() -> None:
    (both,) = understand("drop Feiertag (Temp_C)", METER).commands
    assert sorted(both.args["columns_forbidden"]) == ["Feiertag", "Temp_C"]
    (goal,) = understand("predict Last_MW (Feiertag matters)", METER).commands
    assert goal.args == {"target": "Last_MW"}


@pytest.mark.parametrize(
    ("text", "source"),
    [("bikes sample please", "bikes"), ("the famous heart dataset, please", "heart"), ("glass sample data", "glass")],
)
def test_a_sample_by_its_name_alone_is_opened(text, source):
    assert [(c.name, c.args) for c in understand(text, Context()).commands] == [("use_data", {"source": source})]


@pytest.mark.parametrize("text", ["a tiny sample please", "any dataset", "stratified sample"])
def test_a_kind_of_sample_is_none(text):
    assert all(c.name != "use_data" for c in understand(text, Context()).commands)


def test_a_goal_may_be_to_guess_something_of_a_table_that_is_not_there_yet():
    said = understand("read may.csv; from the weights we want to guess the Age", Context()).commands
    assert [(c.name, c.args) for c in said] == [("use_data", {"source": "may.csv"}), ("set_goal", {"target": "Age"})]
    assert all("target" not in c.args for c in understand("I guess the age is fine", Context()).commands)


@pytest.mark.parametrize(
    "text",
    [
        "please lower our budget somewhat",
        "could we have a bigger time budget?",
        "extend the time limit a little",
    ],
)
def test_another_budget_without_a_figure_is_asked_about(text):
    asked = understand(text, Context(columns=("a", "b"), target="b")).question
    assert asked is not None and asked.slot == "seconds"


def test_another_budget_with_a_figure_is_set():
    said = understand("raise the time budget to 40 minutes", Context(columns=("a", "b"), target="b")).commands
    assert [(c.name, c.args) for c in said] == [("set_budget", {"seconds": 2400})]


FARM = Context(columns=("rain", "stall", "sold"))


@pytest.mark.parametrize("text", ["I'd like to predict something", "can you forecast something for me?"])
def test_something_is_asked_for_its_column(text: str) -> None:
    question = understand(text, FARM).question
    assert question is not None
    assert question.slot == "target"


@pytest.mark.parametrize(
    "text",
    [
        "a few of the fields we don't have yet when the cow comes in",
        "some columns are of no use",
        "many features are junk",
    ],
)
def test_some_columns_are_asked_for_by_name(text: str) -> None:
    question = understand(text, FARM).question
    assert question is not None
    assert question.text.startswith("Which columns")


def test_what_is_named_is_not_asked_for() -> None:
    for text in ("predict sold", "some columns, like rain, are only known later", "are some columns empty?"):
        question = understand(text, FARM).question
        assert question is None or not question.text.startswith(("Which columns", "What shall be predicted"))


@pytest.mark.parametrize("text", ["run some of these", "start a few of them please", "try several"])
def test_some_suggestions_are_asked_for_by_number(text: str) -> None:
    listed = FARM.model_copy(update={"target": "sold", "recommendations": 5})
    question = understand(text, listed).question
    assert question is not None
    assert question.text.startswith("Which ones")
    assert understand("run three of these", listed).question is None or "Which ones" not in str(question.options)


def test_a_target_asked_for_is_answered_with_more_beside_it(encoder) -> None:
    asked = Context(columns=("year", "strike_days", "wage"), question_slot="target")
    for text in ("predict strike days. mae", "strike_days, mae please"):
        (command,) = understand(text, asked, encoder).commands
        assert (command.name, command.args) == ("set_goal", {"target": "strike_days", "metric": "mae"})
    (command,) = understand("wage", asked, encoder).commands
    assert command.args == {"target": "wage"}


def test_a_column_whose_values_are_told_is_the_target(encoder) -> None:
    table = Context(
        columns=("cap_color", "odor", "gill_size", "class"), column_values={"class": ("e", "p"), "odor": ("a", "n")}
    )
    said = understand("class is e or p, p = poisonous. that's what I want to know", table, encoder)
    assert [c.args for c in said.commands] == [{"target": "class", "positive_class": "p"}]


@pytest.mark.parametrize(
    "text",
    ["load flats.csv and predict column rent", "predict the variable rent"],
)
def test_a_target_that_no_table_tells_yet_is_not_called_column(text: str) -> None:
    commands = understand(text, Context()).commands
    assert [c.args["target"] for c in commands if c.name == "set_goal"] == ["rent"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("/srv/pumps.csv is the data, breaks_in_14d the target, average precision the measure", "breaks_in_14d"),
        ("shops.csv is the file, churn the target and f1 the metric", "churn"),
        ("ward_c.xlsx is the newer one. The target in it is back_30d, binary.", "back_30d"),
        ("load a.csv; the target in there is price", "price"),
    ],
)
def test_a_target_is_told_in_a_row_of_what_things_are(text: str, target: str) -> None:
    commands = understand(text, Context()).commands
    assert [c.args.get("target") for c in commands if c.name == "set_goal"] == [target]


@pytest.mark.parametrize("text", ["take a.csv, add the target and show it", "x.csv please, hit the target"])
def test_a_verb_before_the_target_is_no_column(text: str) -> None:
    assert not any(c.name == "set_goal" for c in understand(text, Context()).commands)


FLIGHTS = Context(columns=("booking_id", "carrier", "booked_at", "lead_time", "fare"), target="fare", kind="regression")


@pytest.mark.parametrize(
    "text",
    [
        "train on older bookings, test on newer bookings",
        "train on earlier bookings and test on later bookings",
    ],
)
def test_a_test_by_time_goes_by_the_column_that_tells_when(text):
    found = [c.args for c in understand(text, FLIGHTS).commands]
    assert found == [{"method": "time", "column": "booked_at"}]


def test_where_two_columns_tell_when_or_none_does_no_column_is_made_up():
    two = FLIGHTS.model_copy(update={"columns": (*FLIGHTS.columns, "travel_date")})
    assert [c.args for c in understand("split chronologically", two).commands] == [{"method": "time"}]
    named = understand("split chronologically by travel_date", two).commands
    assert [c.args for c in named] == [{"method": "time", "column": "travel_date"}]
    none = FLIGHTS.model_copy(update={"columns": ("booking_id", "lead_time", "fare")})
    assert [c.args for c in understand("split chronologically", none).commands] == [{"method": "time"}]
    rate = FLIGHTS.model_copy(update={"columns": ("kwh_prev_day", "trips_day", "reading_time", "fare")})
    found = understand("train on older readings, test on newer readings", rate).commands
    assert [c.args for c in found] == [{"method": "time", "column": "reading_time"}]
    assert [c.args for c in understand("split chronologically", FLIGHTS).commands] == [{"method": "time"}]
    grouped = understand("group by carrier", FLIGHTS).commands
    assert [c.args for c in grouped] == [{"method": "group", "column": "carrier"}]


def test_what_a_name_is_may_be_cut_short() -> None:
    commands = understand("use bikes.csv. cnt's the target. mae's the metric.", Context()).commands
    assert {k: v for c in commands if c.name == "set_goal" for k, v in c.args.items()} == {
        "target": "cnt",
        "metric": "mae",
    }


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("The table is tides.csv and the column is called NextLevel.", "NextLevel"),
        ("take walks.xlsx, the column we care about is limp_flag", "limp_flag"),
        ("a forecast of trams per hour from trams.csv, n_trams is the number, you have an hour", "n_trams"),
        ("load mills.parquet. We would like to know a standstill within a month (halt_30d).", "halt_30d"),
        ("we want to know who moves out (moved) from flats.csv", "moved"),
        ("load x.csv, the column is called weight and I want to predict it", "weight"),
    ],
)
def test_what_a_message_calls_the_column_of_a_table_not_yet_known_is_the_target(text: str, target: str) -> None:
    opened, goal = understand(text, Context()).commands[:2]
    assert (opened.name, goal.name, goal.args["target"]) == ("use_data", "set_goal", target)


@pytest.mark.parametrize(
    "text",
    [
        "load x.csv. the date column is called dt_2",
        "load x.csv; the separator is the semicolon, the id is called p_id",
        "we want to know who stays (see README) from x.csv",
        "open x.csv (1,200 rows)",
    ],
)
def test_other_columns_and_brackets_are_no_target(text: str) -> None:
    assert not any("target" in c.args for c in understand(text, Context()).commands)
