"""What `sextant COMMAND --help` says of each command beside its options: what it prints, and its exit status."""

USUAL = "Exit status: 0 done, 1 refused or failed (a sentence on standard error says why), 2 wrong usage."
"""Said where a command's own text says nothing else of its exit status."""

DESCRIPTIONS = {
    "app": "Serves the app until it is stopped, and prints its address on standard error.",
    "chat": (
        "Answers each line of standard input. As text: replies, with cards below them; 'exit' or the end of input "
        'ends it. With --json a line in is {"text": …, "attachments": [paths], "wait": true} (the last two may be '
        'left out; "wait" lets runs under way end first), and a line out has "reply", "commands", "goal", '
        '"recommendations", "proposal", "move", "question", "conversation", "experiment" and "cards"; a line that '
        'cannot be answered has "error" as well, and the next one is read. At the end of input, runs under way are '
        "waited for."
    ),
    "understand": (
        'Reads lines {"text": …, "context": {"columns": […], …}} from standard input (the context may be left out) '
        'and prints for each {"commands": [{"name", "args"}], "question"}, or {"error"}. Exit status: 0, or 1 where '
        "a line could not be read."
    ),
    "run": (
        "Without --approve prints what would run and starts nothing. With --approve it searches within the budget "
        "and prints the best runs and where the model was saved; with --json one object ('goal', 'best', "
        "'leaderboard', 'model', …). What is done meanwhile goes to standard error. It ends within 1.15 × the "
        "budget + 10 s. Ctrl+C ends the search and keeps what was found. Exit status: 0 done, 1 refused or no run "
        "ended with a score, 2 wrong usage, 3 an experiment from a file waits for an answer, 130 ended by a person."
    ),
    "predict": (
        "Writes one row for each row of the table: 'prediction', and for classes 'probability_<class>'; of a "
        "forecast 'prediction', 'prediction_low' and 'prediction_high'. The file is written whole or not at all. "
        "What was repaired or left out of the table is told on standard error."
    ),
    "serve": (
        "Serves a kept model over HTTP until it is stopped: POST /predict, /batch and /labels, GET /health, "
        "/metrics and /openapi.json. Address and token are printed on standard error; SEXTANT_SERVE_TOKEN sets the "
        "token."
    ),
    "look": (
        "Goes round the watched folders, alerts, suggestions and standing policies once and prints a line for each "
        "thing seen or done, or 'Nothing new.'; retraining that a policy approved is waited for."
    ),
    "replay": (
        "Runs it again and prints 'identical: yes' or 'no', each figure before and now, and what differs; with "
        "--json one object. Exit status: 0 identical, 1 not identical or refused, 2 wrong usage."
    ),
    "export": (
        "With --as only the runs or the knowledge graph; with 'experiment ID' one experiment; with 'model NAME' a kept "
        "model for use without Sextant. What was written, and where, is told on standard error; --as csv, parquet and "
        "mlflow print a report as JSON as well."
    ),
    "import": (
        "Adds what is new and leaves what is known. Of runs of other tools it prints one JSON object ('plan': what "
        "each column is taken as and why, 'done': what was added), and nothing is imported while a column is "
        "unclear. A sentence goes to standard error."
    ),
    "recommend": (
        "Prints combinations that nobody has tried, the best first, each with what is expected of it and its 80 % "
        "interval; what they rest on is told on standard error."
    ),
    "sql": (
        "Prints the rows that one reading statement gives, also while the app runs. `SHOW TABLES` names the views, "
        "`DESCRIBE runs` explains one."
    ),
    "share": (
        "Serves the views until it is stopped, and prints the ATTACH statement that DuckDB clients say. It needs "
        "DuckDB's extension quack."
    ),
    "forget": (
        "Prints how many facts and files of each kind were changed, and on standard error what stands for the name."
    ),
    "check": (
        "Prints a sentence for each thing that is damaged or missing; a count, and what is only worth knowing, go "
        "to standard error. Exit status: 0 all is well, 1 something is not, 2 wrong usage."
    ),
    "backup": "Writes store, tables, runs, models, uploads and settings, and says on standard error how much it was.",
    "restore": (
        "Puts an archive into a home without a store, and says on standard error where; a damaged one changes nothing."
    ),
    "tidy": (
        "Prints what was removed, by which setting: SEXTANT_KEEP_PREDICTIONS_DAYS, …_RUN_FILES_DAYS, …_SCORED_DAYS, "
        "…_WORDS_DAYS and …_DRIFT_DAYS. Files that killed processes left half written go as well."
    ),
    "warm-up": "Measures this machine and fits the meta-models, so that the first visit need not wait. Prints nothing.",
}
