"""What is handed out, and in which format."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.grammar import Args, Clause, pruned
from assistant.understanding.lexicon import EXPORT_WHAT, FORMATS
from assistant.understanding.slots.spoken import spoken

_WHATS: tuple[tuple[str, str], ...] = (
    ("conversation", r"\b(?:conversation|chat\w*|discussion|dialog(?:ue)?|transcript|talk\w*|what (?:we|i|you) (?:said|wrote|discussed|talked)|messages|protocol|minutes of|our (?:exchange|words))\b"),
    ("knowledge", r"\b(?:knowledge|memory|everything (?:you|it) (?:know|learn)\w*|what (?:you|we) (?:know|have learn|learn)\w*|all you know|whole history|know-?how|store of|store\b(?= (?:as|to|in|out)\b)|learned|learnt)\b"),
    ("experiment", r"\b(?:experiments?|runs?|trials?|trainings?)\b"),
    ("results", r"\b(?:results?|leaderboard|scores?|rankings?|outcomes?|metrics table|figures|numbers|findings|comparison|league)\b"),
    ("model", r"\b(?:models?|pipeline|winner|best (?:one|run)|classifier|regressor|predictor|leader)\b"),
)  # fmt: skip
_MORE_FORMATS = {"spreadsheet": "spreadsheet", "word document": "word", "plain text": "text", "text file": "text", "spread sheet": "spreadsheet", "jupyter notebook": "notebook", "orc": "orc", "feather": "feather", "avro": "avro", "svg": "svg", "ods": "ods", "hdf5": "hdf5", "rds": "rds", "stata": "stata", "spss": "spss", "slides": "slides", "comma separated": "csv", "comma-separated": "csv", "tab separated": "tsv", "tab-separated": "tsv", "torchscript": "torchscript", "sqlite": "sqlite", "rtf": "rtf", "odt": "odt", "epub": "epub", "tex": "latex", "jpeg": "jpeg", "jpg": "jpg", "mlflow": "mlflow", "toml": "toml", "gzip": "gzip", "tar": "tar"}  # fmt: skip
_FORMAT_RE = re.compile(
    r"(?<![\w/])\.?(?P<format>"
    + "|".join(sorted((re.escape(f) for f in {**FORMATS, **_MORE_FORMATS}), key=len, reverse=True))
    + r")(?:s|d|-?file|-?format)?(?!\w)"
)


def export_slots(clause: Clause, context: Context) -> Args:
    """What is exported and in which format."""
    text = f"{spoken(clause)} , {clause.text}"
    hits = [(m.start(), -len(m.group(0)), what) for what, said in _WHATS for m in re.finditer(said, text)]
    whole = min(hits)[2] if hits else None
    if whole is None:
        whole = next((w for w, names in EXPORT_WHAT.items() if any(re.search(rf"\b{re.escape(n)}\b", text) for n in names)), None)  # fmt: skip
    formats = [m.group("format") for m in _FORMAT_RE.finditer(text)]
    formats = [f for f in formats if f not in ("word", "text", "html") or re.search(rf"\b(?:as|in|to|into|a|an)\b[^,;]{{0,15}}\b{f}\b|\b{f} (?:file|format|document)", text)]  # fmt: skip
    named = formats[-1] if formats else None
    kind = _MORE_FORMATS.get(named, FORMATS.get(named, named)) if named else None
    return pruned({"what": whole, "format": kind})
