import pytest

from assistant.understanding.names.column_words import in_english, taken_apart
from assistant.understanding.names.columns import ColumnBook
from assistant.understanding.text.words import parts

BOOK = ColumnBook(["customer_id", "MonthlyCharges", "TotalCharges", "tenure", "Churn", "age", "y"])


def test_names_fall_into_their_words():
    assert parts("MonthlyCharges") == ("monthly", "charges")
    assert parts("customer_id") == ("customer", "id")
    assert parts("HTTPStatus2") == ("http", "status2")


@pytest.mark.parametrize(
    ("words", "column"),
    [(["monthly", "charges"], "MonthlyCharges"), (["customer", "id"], "customer_id"), (["CHURN".lower()], "Churn")],
)
def test_case_and_separators_do_not_matter(words, column):
    assert BOOK.same(words) == column


def test_endings_do_not_matter():
    assert BOOK.stemmed(["churners"]) == "Churn"
    assert BOOK.stemmed(["monthly", "charge"]) == "MonthlyCharges"


def test_slips_are_forgiven_where_one_column_is_near():
    assert BOOK.misspelt("custmer_id") == "customer_id"
    assert BOOK.misspelt("house") is None


def test_a_part_that_fits_two_columns_names_none():
    assert BOOK.loosely(["charges"]) is None
    assert BOOK.loosely(["monthly", "charges"]) is None or BOOK.loosely(["charges"]) is None


def test_an_expected_column_may_be_said_loosely():
    assert BOOK.expected("the Monthly charges") == "MonthlyCharges"
    assert BOOK.expected("y") == "y"
    assert BOOK.expected("") is None


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ("somatic cell count", "scc"),
        ("final gravity", "fg"),
        ("waiting time", "WaitMinutes"),
        ("start time", "StartedAt"),
        ("turbidity", "turb_ntu"),
        ("crack width", "Rissbreite_mm"),
        ("max temperature", "Temperatur_max"),
        ("living area", "Wohnflaeche"),
        ("zip code", "PLZ"),
        ("german grade", "Note_Deutsch"),
        ("year built", "Baujahr"),
    ],
)
def test_abbreviations_units_and_foreign_names_are_written_out(said: str, column: str) -> None:
    names = ["scc", "fg", "WaitMinutes", "StartedAt", "turb_ntu", "Rissbreite_mm", "Temperatur_max", "Wohnflaeche"]
    assert (
        ColumnBook([*names, "PLZ", "Note_Deutsch", "Note_Mathe", "Baujahr", "temp_out"]).shortened(said.split())
        == column
    )


@pytest.mark.parametrize("said", ["out temperature", "some clever code", "cheap", "first guess"])
def test_other_words_name_no_column(said: str) -> None:
    assert ColumnBook(["temp_out", "scc", "PLZ", "Wohnflaeche", "fg", "guess_id"]).shortened(said.split()) is None


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ("number of invoices", "Anz_Rechnungen"),
        ("total alkalinity", None),
        ("volatile acidity", None),
        ("residual sugar", "Restzucker"),
        ("vineyard", "Lage"),
        ("free ammonia", "NH3_frei"),
        ("manganese content", "Mn_pct"),
        ("sodium", "Na_mmol_L"),
        ("nitrogen", None),
        ("sludge age", "Schlammalter"),
        ("branches", "Filiale"),
        ("process heat", "Prozesswaerme"),
        ("torque", "Drehmoment"),
        ("tyre wear", "Reifenverschleiss"),
        ("household income", "household_inc"),
        ("distance to the river", "dist_river"),
        ("patient ethnicity", "patient_race"),
    ],
)
def test_plurals_elements_and_trades_of_other_languages_are_known(said: str, column: str | None) -> None:
    names = ["Anz_Rechnungen", "Restzucker", "Lage", "NH3_frei", "Mn_pct", "Na_mmol_L", "n_rows", "Schlammalter"]
    names += ["Prozesswaerme", "Drehmoment", "Reifenverschleiss", "household_inc", "dist_river", "patient_race"]
    assert ColumnBook([*names, "Filiale"]).shortened(said.split()) == column


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ("alumina", "Al2O3_pct"),
        ("lime content", "CaO_wt"),
        ("silica", "SiO2_pct"),
        ("silicon", None),
        ("magnesia", None),
    ],
)
def test_oxides_are_called_by_their_names(said: str, column: str | None) -> None:
    assert ColumnBook(["Al2O3_pct", "CaO_wt", "SiO2_pct", "SiO2_phase", "ca_mg"]).shortened(said.split()) == column


def test_who_has_a_number_is_meant_by_it_and_not_by_what_he_does() -> None:
    book = ColumnBook(["player_id", "mins_played", "cook_time"])
    assert book.shortened(["player"]) is None
    assert book.shortened(["played"]) == "mins_played"
    assert ColumnBook(["mins_played", "cook_time"]).shortened(["player"]) == "mins_played"


def test_a_word_with_another_ending_than_in_a_column_is_no_slip() -> None:
    book = ColumnBook(["sow_date", "milk_kg", "lot"])
    assert all(book.bends(word) for word in ("sowing", "milked", "milking"))
    assert not any(book.bends(word) for word in ("scoring", "lost", "missing"))


def test_an_english_word_is_no_german_plural() -> None:
    assert taken_apart("winde") == ("wind",)
    assert taken_apart("lane") == ("lane",)
    assert taken_apart("types") == ("types",)


def test_german_compounds_fall_into_their_words() -> None:
    assert taken_apart("rissbreite") == ("riss", "breite")
    assert taken_apart("mitgliedsnummer") == ("mitglied", "nummer")
    assert taken_apart("altitude") == ("altitude",)
    assert in_english(parts("Hangneigung")) == ("slope",)


@pytest.mark.parametrize("said", ["fair by sex", "fair between sexes", "female biased sex"])
def test_words_that_name_another_column_are_no_initials(said):
    book = ColumnBook(["age", "sex", "fbs", "num"])
    assert book.shortened(said.split()) is None
    assert book.shortened(["fasting", "blood", "sugar"]) == "fbs"


@pytest.mark.parametrize(
    ("words", "columns", "column"),
    [
        ("heart rate", ("hr_mean", "bp_max"), "hr_mean"),
        ("white cells", ("wbc", "plt"), "wbc"),
        ("arterial pressure", ("map_min", "hr_mean"), "map_min"),
        ("beak depth", ("bill_dep", "bill_len"), "bill_dep"),
        ("account balance", ("Kontostand", "Alter"), "Kontostand"),
        ("nitrogen", ("n_kg_ha", "rain_mm"), "n_kg_ha"),
        ("temperature", ("temp_min", "temp_max"), None),
        ("e coli", ("ecoli_cfu", "ph_val"), "ecoli_cfu"),
        ("free lunch", ("Freelunch", "Grade"), "Freelunch"),
        ("on set", ("Onset_cfu", "Grade"), None),
    ],
)
def test_abbreviations_and_figures_are_said_in_words(words, columns, column):
    assert ColumnBook(columns).expected(words) == column


def test_a_compound_that_goes_on_is_the_column_cut_short():
    book = ColumnBook(["OilTemp", "Well", "Form_Alter"])
    assert book.shortened(["oiltemperature"]) == "OilTemp"
    assert ColumnBook(["Q_ab"]).shortened(["qabala"]) is None
    assert book.shortened(["mould", "age"]) == "Form_Alter"


def test_a_word_for_all_of_it_names_no_column_by_a_part():
    assert ColumnBook(["WholeWeight", "Rings"]).loosely(["whole"]) is None
    assert ColumnBook(["WholeWeight", "Rings"]).shortened(["whole", "weight"]) == "WholeWeight"


def test_a_slip_in_one_part_of_a_name_is_forgiven():
    book = ColumnBook(["vibration_rms", "torque_nm", "bearing_temp", "bearing_load", "line"])
    assert book.part_misspelt("vibraton") == "vibration"
    assert book.part_misspelt("baering") == "bearing"
    assert book.part_misspelt("vibration") is None
    assert book.part_misspelt("lime") is None
