"""German, French and Spanish: the commonest requests word by word into English; an honest question for the rest.

This is a glossary, not a translator: it knows the words of the commands and of the field. What it makes of a message is
read like any other message; where that gives no sure reading, the person is told which languages are understood.
"""
# ruff: noqa: E501 - a glossary broken over lines is harder to read than a long one

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.cards import Option, Question
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.text.words import bag

Read = Callable[[str, Context], list[Piece]]
"""What the rules make of a text."""

_NAMES = {"de": "German", "fr": "French", "es": "Spanish"}
_MARKS: dict[str, frozenset[str]] = {
    "de": bag("der die das und ich nicht ist bitte mit für ein eine einen auf zu wie was welche welcher warum wir du kein keine keinen zeig zeige starte ohne nur mir mich soll sollte von den dem im sind wieder alle nächstes spalte spalten daten"),
    "fr": bag("le la les des et je ne pas est avec pour une un sur que quel quelle quels quelles pourquoi nous vous sans seulement moi montre montrez lance lancez du au aux dans sont tous toutes données colonne colonnes modèle modèles"),
    "es": bag("el la los las y yo no es con para una un en que qué cuál cuáles por sin solo sólo mí muestra muéstrame ejecuta lanza del al son todos todas datos columna columnas modelo modelos quiero cómo cuánto debería"),
}  # fmt: skip
_ENGLISH = bag(
    "the and is of to in with for what which how why please show run use not only my our i we it at all but from that this do you"
)
_GLOSSARY: dict[str, dict[str, str]] = {
    "de": {
        "was soll ich als nächstes probieren": "what should i try next", "was soll ich als nächstes versuchen": "what should i try next", "was empfiehlst du": "what do you recommend", "was schlägst du vor": "what do you recommend", "wie läuft es": "how is it going", "wie weit bist du": "how far are you", "wie weit sind wir": "how far are we", "wie gut ist es": "how good is it", "was kannst du": "what can you do", "welche spalten gibt es": "describe the columns", "wer bist du": "who are you", "vielen dank": "thank you", "guten tag": "hello", "guten morgen": "good morning", "auf wiedersehen": "bye", "mach das rückgängig": "undo that", "mach weiter": "continue", "halt an": "stop", "brich ab": "abort", "nicht mehr als": "at most", "so schnell wie möglich": "as fast as possible", "darf nicht verwendet werden": "must not be used", "dürfen nicht verwendet werden": "must not be used", "muss verwendet werden": "must be used", "lass weg": "drop", "eine stunde": "an hour", "eine halbe stunde": "half an hour", "halbe stunde": "half an hour", "pro lauf": "per run",
        "mal": "", "doch": "", "lang": "", "bayes optimierung": "bayesian search", "bayessche optimierung": "bayesian search", "bayes suche": "bayesian search", "zufallssuche": "random search", "rastersuche": "grid search", "gittersuche": "grid search", "bekommt": "gets", "kriegt": "gets", "so einen": "such a", "so ein": "such a", "so eine": "such a", "hohe": "high", "hohen": "high", "hoher": "high", "hohes": "high", "niedrige": "low", "niedrigen": "low", "vorhergesagt": "predicted",
        "die": "the", "der": "the", "das": "the", "den": "the", "dem": "the", "des": "the", "ein": "a", "eine": "a", "einen": "a", "einer": "a", "kein": "no", "keine": "no", "keinen": "no", "nicht": "not", "ohne": "without", "nur": "only", "und": "and", "oder": "or", "mit": "with", "bitte": "please", "ich": "i", "wir": "we", "will": "want", "möchte": "want", "möchten": "want", "brauche": "need", "zeig": "show", "zeige": "show", "zeigen": "show", "mir": "me", "starte": "start", "starten": "start", "führe": "run", "lauf": "run", "läufe": "runs", "ersten": "first", "erste": "first", "zweite": "second", "zweiten": "second", "dritte": "third", "dritten": "third", "letzte": "last", "letzten": "last", "zwei": "two", "drei": "three", "vier": "four", "fünf": "five", "zehn": "ten", "zwanzig": "twenty", "alle": "all", "alles": "everything", "warum": "why", "wieso": "why", "wie": "how", "was": "what", "welche": "which", "viele": "many", "vorhersagen": "predict", "vorhersage": "predict", "sage": "predict", "vorher": "", "voraus": "", "prognostiziere": "forecast", "optimiere": "optimise", "genauigkeit": "accuracy", "trefferquote": "recall", "nimm": "use", "benutze": "use", "verwende": "use", "lade": "load", "öffne": "open", "datei": "file", "daten": "data", "spalte": "column", "spalten": "columns", "entferne": "remove", "ignoriere": "ignore", "weg": "out", "neuronalen": "neural", "neuronale": "neural", "netze": "networks", "netz": "network", "bäume": "trees", "wälder": "forests", "zufallswald": "random forest", "modell": "model", "modelle": "models", "empfehlung": "recommendation", "empfehlungen": "recommendations", "empfiehl": "recommend", "schlag": "suggest", "vor": "", "ergebnisse": "results", "ergebnis": "result", "vergleiche": "compare", "erkläre": "explain", "erklär": "explain", "stopp": "stop", "stoppe": "stop", "pause": "pause", "pausiere": "pause", "weiter": "continue", "abbrechen": "cancel", "rückgängig": "undo", "hilfe": "help", "danke": "thanks", "hallo": "hello", "tschüss": "bye", "höchstens": "at most", "maximal": "at most", "mindestens": "at least", "minuten": "minutes", "minute": "minute", "stunde": "hour", "stunden": "hours", "sekunden": "seconds", "schneller": "faster", "schnelleres": "faster", "billiger": "cheaper", "billigeres": "cheaper", "einfacher": "simpler", "einfacheres": "simpler", "genauer": "more accurate", "etwas": "something", "besser": "better", "verständlich": "interpretable", "erklärbar": "explainable", "muss": "must", "sein": "be", "ist": "is", "sind": "are", "für": "for", "zielgröße": "target", "ziel": "target", "schwarze": "black", "versuche": "tries", "beste": "best", "besten": "best", "in": "in", "produktion": "production", "exportiere": "export", "als": "as", "status": "status", "geschichte": "history", "verlauf": "history",
    },
    "fr": {
        "que dois je essayer ensuite": "what should i try next", "quels modèles recommandez vous": "which models do you recommend", "que recommandez vous": "what do you recommend", "que me conseilles tu": "what do you recommend", "qu est ce que tu recommandes": "what do you recommend", "où en est on": "how far are we", "ça avance": "how is it going", "comment ça avance": "how is it going", "que peux tu faire": "what can you do", "quelles sont les colonnes": "describe the columns", "pas de": "no", "pas d": "no", "au plus": "at most", "au maximum": "at most", "au moins": "at least", "ne doit pas être utilisé": "must not be used", "ne doit pas être utilisée": "must not be used", "une heure": "an hour", "une demi heure": "half an hour", "réseaux de neurones": "neural networks", "réseau de neurones": "neural network", "forêts aléatoires": "random forests", "forêt aléatoire": "random forest", "arbres de décision": "decision trees", "merci beaucoup": "thank you", "au revoir": "bye", "s il vous plaît": "please", "s il te plaît": "please", "quelque chose": "something", "de plus": "more", "plus rapide": "faster", "plus simple": "simpler", "moins cher": "cheaper", "plus précis": "more accurate",
        "optimisation bayésienne": "bayesian search", "recherche bayésienne": "bayesian search", "recherche aléatoire": "random search", "recherche par grille": "grid search", "recherche sur grille": "grid search", "pendant": "for",
        "le": "the", "la": "the", "les": "the", "l": "the", "un": "a", "une": "a", "des": "", "de": "of", "du": "of the", "d": "of", "et": "and", "ou": "or", "avec": "with", "sans": "without", "seulement": "only", "uniquement": "only", "ne": "", "pas": "not", "je": "i", "nous": "we", "veux": "want", "voudrais": "want", "voulons": "want", "montre": "show", "montrez": "show", "moi": "me", "lance": "start", "lancez": "start", "exécute": "run", "exécutez": "run", "démarre": "start", "premier": "first", "première": "first", "premiers": "first", "premières": "first", "deuxième": "second", "second": "second", "troisième": "third", "dernier": "last", "dernière": "last", "deux": "two", "trois": "three", "quatre": "four", "cinq": "five", "dix": "ten", "vingt": "twenty", "tout": "everything", "tous": "all", "toutes": "all", "pourquoi": "why", "comment": "how", "quel": "which", "quelle": "which", "quels": "which", "prédis": "predict", "prédire": "predict", "prévois": "forecast", "prévoir": "forecast", "optimise": "optimise", "optimiser": "optimise", "précision": "precision", "rappel": "recall", "exactitude": "accuracy", "utilise": "use", "utilisez": "use", "charge": "load", "ouvre": "open", "fichier": "file", "données": "data", "colonne": "column", "colonnes": "columns", "enlève": "remove", "supprime": "remove", "retire": "remove", "ignore": "ignore", "modèle": "model", "modèles": "models", "recommandation": "recommendation", "recommandations": "recommendations", "recommande": "recommend", "propose": "suggest", "résultats": "results", "compare": "compare", "explique": "explain", "arrête": "stop", "arrêtez": "stop", "pause": "pause", "continue": "continue", "annule": "undo", "annuler": "undo", "aide": "help", "merci": "thanks", "bonjour": "hello", "minutes": "minutes", "heures": "hours", "heure": "hour", "secondes": "seconds", "essais": "tries", "cible": "target", "meilleur": "best", "meilleure": "best", "est": "is", "sont": "are", "doit": "must", "être": "be", "interprétable": "interpretable", "explicable": "explainable", "boîte": "box", "noire": "black", "statut": "status", "donne": "give", "donnez": "give", "état": "status", "historique": "history", "exporte": "export", "production": "production", "en": "in", "comme": "as",
    },
    "es": {
        "qué debería probar ahora": "what should i try next", "qué debo probar ahora": "what should i try next", "qué me recomiendas": "what do you recommend", "qué recomiendas": "what do you recommend", "cómo va": "how is it going", "cuánto falta": "how much longer", "qué puedes hacer": "what can you do", "qué columnas hay": "describe the columns", "como máximo": "at most", "a lo sumo": "at most", "por lo menos": "at least", "al menos": "at least", "no debe usarse": "must not be used", "no se puede usar": "must not be used", "una hora": "an hour", "media hora": "half an hour", "redes neuronales": "neural networks", "red neuronal": "neural network", "bosques aleatorios": "random forests", "árboles de decisión": "decision trees", "muchas gracias": "thank you", "por favor": "please", "más rápido": "faster", "más simple": "simpler", "más sencillo": "simpler", "más barato": "cheaper", "más preciso": "more accurate", "buenos días": "good morning",
        "optimización bayesiana": "bayesian search", "búsqueda bayesiana": "bayesian search", "búsqueda aleatoria": "random search", "búsqueda en cuadrícula": "grid search", "durante": "for",
        "el": "the", "la": "the", "los": "the", "las": "the", "un": "a", "una": "a", "de": "of", "del": "of the", "y": "and", "o": "or", "con": "with", "sin": "without", "solo": "only", "sólo": "only", "solamente": "only", "no": "no", "yo": "i", "quiero": "i want", "queremos": "we want", "quisiera": "i want", "muestra": "show", "muéstrame": "show me", "me": "me", "ejecuta": "run", "lanza": "run", "inicia": "start", "empieza": "start", "primero": "first", "primera": "first", "primeros": "first", "primeras": "first", "segundo": "second", "segunda": "second", "tercero": "third", "tercera": "third", "último": "last", "última": "last", "dos": "two", "tres": "three", "cuatro": "four", "cinco": "five", "diez": "ten", "veinte": "twenty", "todo": "everything", "todos": "all", "todas": "all", "por": "for", "qué": "what", "cómo": "how", "cuál": "which", "predice": "predict", "predecir": "predict", "pronostica": "forecast", "optimiza": "optimise", "optimizar": "optimise", "exactitud": "accuracy", "precisión": "precision", "usa": "use", "usar": "use", "utiliza": "use", "carga": "load", "abre": "open", "archivo": "file", "fichero": "file", "datos": "data", "columna": "column", "columnas": "columns", "quita": "remove", "elimina": "remove", "ignora": "ignore", "modelo": "model", "modelos": "models", "recomendación": "recommendation", "recomendaciones": "recommendations", "recomienda": "recommend", "sugiere": "suggest", "resultados": "results", "compara": "compare", "explica": "explain", "para": "stop", "detén": "stop", "pausa": "pause", "continúa": "continue", "sigue": "continue", "deshaz": "undo", "deshacer": "undo", "ayuda": "help", "gracias": "thanks", "hola": "hello", "adiós": "bye", "minutos": "minutes", "horas": "hours", "hora": "hour", "segundos": "seconds", "pruebas": "tries", "intentos": "tries", "objetivo": "target", "mejor": "best", "es": "is", "debe": "must", "ser": "be", "interpretable": "interpretable", "explicable": "explainable", "algo": "something", "más": "more", "estado": "status", "historial": "history", "exporta": "export", "producción": "production", "en": "in", "como": "as",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Foreign:
    """A message in another language."""

    language: str
    """Its name in English."""
    english: str
    """What the glossary makes of it; names and unknown words stay."""


def foreign(text: str, names: tuple[str, ...] = ()) -> Foreign | None:
    """The language and rough English of a message; None where it may as well be English.

    Args:
        text: the message.
        names: column names, which belong to no language.
    """
    words = [w for w in re.findall(r"[^\W\d_]+", text.lower()) if w not in {n.lower() for n in names}]
    if not words:
        return None
    english = sum(w in _ENGLISH for w in words)
    scored = {code: sum(w in marks or w in _GLOSSARY[code] for w in words) for code, marks in _MARKS.items()}
    code = max(scored, key=lambda c: (scored[c], sum(w in _MARKS[c] for w in words)))
    whole = next((c for c in _NAMES if _phrase(c).search(" ".join(words))), None)
    if whole is not None:
        return Foreign(_NAMES[whole], _translated(text, whole, names))
    own = sum(w in _GLOSSARY[code] and _GLOSSARY[code][w] != w for w in words)
    if scored[code] < max(1, 0.4 * len(words)) or own <= english or (len(words) > 1 and own < 2):
        return None
    return Foreign(_NAMES[code], _translated(text, code, names))


@lru_cache(maxsize=3)
def _pattern(code: str) -> re.Pattern[str]:
    terms = sorted(_GLOSSARY[code], key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(t).replace(r"\ ", r"[\s'’-]+") for t in terms) + r")(?!\w)", re.IGNORECASE
    )


@lru_cache(maxsize=3)
def _phrase(code: str) -> re.Pattern[str]:
    """Requests of three words or more, which tell their language by themselves."""
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(t) for t in _GLOSSARY[code] if t.count(" ") > 1) + r")(?!\w)")


def _translated(text: str, code: str, names: tuple[str, ...]) -> str:
    kept = {n for n in names}

    def english(match: re.Match[str]) -> str:
        said = match.group(0)
        return said if said in kept else _GLOSSARY[code][re.sub(r"[\s'’-]+", " ", said.lower())]

    out = _pattern(code).sub(english, re.sub(r"[¿¡]", "", text)).replace("'", " ").replace("’", " ")
    out = re.sub(r"\b(two|three|four|five|ten) (first|last)\b", r"\2 \1", out)
    return re.sub(r"\s+", " ", out).strip()


def read_part(at: int, said: str, context: Context, read: Read) -> list[Piece]:
    """What the rules make of a part of a message, in English where they know it in none of its own words.

    Args:
        at: where the part begins.
        said: its words.
        context: the moment.
        read: the rules.
    """
    found = read(said, context)
    other = foreign(said, context.columns) if not found else None
    if other is not None:
        found = read(other.english, context)
    return [replace(p, at=p.at + at) for p in found]


def not_understood(language: str) -> Question:
    """What to say to a message in another language that the glossary doesn't carry."""
    return Question(
        text=f"I understand English best; of {language} I only know common requests. Could you say it in English?",
        slot="reading",
        options=(Option(label="What can you do?", says="help"), Option(label="What to try next", says="what should I try next?")),
    )  # fmt: skip
