"""How people say the parts of column names: abbreviations written out, units left out, foreign names in English.

Data has names such as `pocket_depth_mm`, `WaitMinutes`, `Rissbreite_mm` and `scc`; people say pocket depth, waiting time, crack
width and somatic cell count.
"""
# ruff: noqa: E501 - a glossary broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.understanding.text.spelling import english
from assistant.understanding.text.words import bag, stem

UNITS = bag(
    "eur usd gbp chf dollars euros kg g cm mm m km ha c f pct percent flag id code no nr num yn min mins minutes h hrs hours days"
    " day years yrs months m2 sqm sqft ms s sec seconds count cnt total value label is has n"
)
"""Parts of a name that people leave out when they speak."""
MONEY = bag("eur usd gbp chf dollars euros")
"""Those of them that tell one price from another."""
_SHORT = {"fn": "function", "ref": "reference", "hr": "hour", "ht": "height", "wt": "weight", "bp": "pressure", "sz": "size", "sq": "square", "lvl": "level", "exp": "experience", "no": "number", "nr": "number", "num": "number", "dt": "date", "qty": "quantity", "amt": "amount", "yr": "year",
          "dob": "birth", "tel": "telephone", "temp": "temperature", "avg": "average", "cnt": "count", "mths": "months", "idx": "index", "pct": "percentage", "id": "number", "n": "number",
          "hum": "humidity", "press": "pressure", "cond": "conductivity", "turb": "turbidity", "spd": "speed", "prec": "precipitation", "precip": "precipitation", "vib": "vibration", "brg": "bearing",
          "inc": "income", "edu": "education", "emp": "employment",
          "eur": "euro", "usd": "dollar", "gbp": "pound", "chf": "franc"}  # fmt: skip
_TIMES = bag("at ts dt on minutes mins min hours hrs seconds secs time timestamp datetime")
"""Parts that "time" stands for behind another word: "start time" of `StartedAt`, "waiting time" of `WaitMinutes`."""
_ELEMENTS = {
    "ag": "silver", "al": "aluminium", "as": "arsenic", "au": "gold", "ba": "barium", "ca": "calcium", "c": "carbon", "cl": "chloride", "cr": "chromium", "cu": "copper", "fe": "iron", "hg": "mercury", "k": "potassium",
    "mg": "magnesium", "mn": "manganese", "mo": "molybdenum", "n": "nitrogen", "na": "sodium", "ni": "nickel", "o": "oxygen", "p": "phosphorus",
    "pb": "lead", "pt": "platinum", "s": "sulphur", "si": "silicon", "ti": "titanium", "u": "uranium", "v": "vanadium", "zn": "zinc",
}  # fmt: skip
_OXIDES = {
    "al2o3": "alumina", "cao": "lime", "k2o": "potash", "mgo": "magnesia", "na2o": "soda", "sio2": "silica", "tio2": "titania", "zro2": "zirconia",
}  # fmt: skip
_CONTENTS = bag("pct percent ppm ppb ppt gpt gt oz opt wt content conc mmol umol mol mg ug g l ml dl kg ha")
"""Parts of a name that say how much of an element there is: `Mn_pct` is the manganese."""
MEASURED_IN = (UNITS | _CONTENTS | MONEY | bag("deg t q lb lbs ft mmhg bar hpa db")) - bag("total value label flag has")
"""Parts of a name that say in what something is measured, and not what."""
_GENERAL = bag("result results value values measurement reading readings level score info data")
"""Last parts of longer names that say no more than that something is recorded."""
_STATISTICS = bag("mean avg average min max median med std last first")
"""Last parts of a name that tell which figure of several it is: `hr_mean` is the heart rate."""
_PARTICLES = bag("out off not all and for per new old any one two use run yes but let get has had was are")
"""Parts that say other things before a noun than behind it: "leave out the temperature" isn't about `temp_out`."""
_GLOSSARY = """
abfahrt departure; abgang exit departure; abschluss degree closing; abstand distance; abteilung department; abwesend absent; adresse address; aktiv active; alter age; altersgruppe age;
anfang start beginning; angebot offer; ankunft arrival; anlage plant; anreise arrival; anzahl number count; arbeit work; art kind type; artikel article item; arzt doctor physician; ausbildung education; ausfall failure outage default;
ausgabe expense spending; ausschuss scrap reject; auto car; bahn track; balkon balcony; bau construction building; baujahr year built; baum tree; befund finding; beginn start; beitrag contribution premium; belastung load; beruf job occupation profession;
besuch visit; besuche visits; bestand stock; bestellung order; betrag amount; bett bed; bewertung rating; bezirk district; blut blood; boden soil ground; breite width; bruch fracture breakage; bund league; charge batch; dach roof; datum date;
dauer duration; deutsch german; dicke thickness; dichte density; drehzahl speed rotation rpm; druck pressure; durchmesser diameter; ehe marriage; eigen own; einkommen income; eingang entry receipt; einwohner inhabitants population; eltern parents; energie energy; englisch english; ergebnis result; ernte harvest; ertrag yield;
etage floor; fahrer driver; fahrt trip ride; farbe colour color; fehl missing absent; fehler error defect; ferien holidays; fest fixed; feuchte humidity moisture; feuchtigkeit humidity moisture; filiale branch store; firma company; flaeche area; fläche area; fluss river flow; frau woman; frist deadline; futter feed;
garten garden; gebaeude building; gebäude building; geburt birth; gehalt salary; geld money; gemeinde municipality; geraet device; gerät device; gesamt total; geschlecht sex gender; geschwindigkeit speed; gewicht weight; gewinn profit; gruppe group; guete grade quality; güte grade quality; haltung housing; hang slope; hangneigung slope; haus house; haushalt household; heizung heating;
herkunft origin; hersteller manufacturer maker; hoehe height altitude; höhe height altitude; holz wood timber; jahr year; jahreszeit season; kaltmiete rent; kategorie category; kauf purchase; kennung identifier; kennzahl figure; kilometer mileage; kind child; kinder children; klasse class; koerper body; körper body; konto account; kontostand account balance; korn grain; kosten costs cost; kraft force power; krank sick ill; krankheit disease illness; kredit loan credit; kuendigung cancellation churn; kündigung cancellation churn;
kuh cow; kunde customer; kunden customer; kurs course rate; laden shop store; laenge length; länge length; lage location position site vineyard; lager warehouse store; land country land; lauf run; laufzeit term runtime duration; leistung power performance output; lieferant supplier; lieferung delivery; linie line; lohn wage pay; luft air; mahnung reminder; mann man; marke brand; maschine machine; mathe maths math mathematics; menge amount quantity; miete rent; milch milk; mitglied member;
mitarbeiter employee; monat month; monate months; motor engine; nachfrage demand; name name; neben additional; nebenkosten additional utilities; neigung slope inclination; niederschlag rain rainfall precipitation; niere kidney; note grade mark; nummer number; nutzer user; nutzung use usage; oberflaeche surface; objekt object property; ort town place city; patient patient; pegel level; pferd horse; pflege care; plz zip postcode; postleitzahl zip postcode; praemie premium; prämie premium; preis price; probe sample; produkt product; pruefung exam inspection test; prüfung exam inspection test; puls pulse;
qualitaet quality; qualität quality; quote rate; rabatt discount; rang rank; raum room; rechnung invoice bill; regen rain; region region; reise trip travel; rendite return; restlaufzeit remaining; richtung direction; riss crack; rohstoff material; rueckgabe return; rückgabe return; sauerstoff oxygen; schaden damage claim; schadstoff pollutant; schicht shift layer; schlaf sleep; schueler pupil student; schüler pupil student; schule school; schulden debt; schwein pig; sitz seat; sonne sun; sorte variety; spannung voltage tension; spende donation; stadt city town; stadtteil district neighbourhood neighborhood; stall barn stable; stand state; standort site location; stelle position; steuer tax; stoerung fault disturbance; störung fault disturbance;
strasse street road; straße street road; strom current electricity; stueck piece pieces; stück piece pieces; stufe stage level; stunde hour; stunden hours; tag day; tage days; temperatur temperature; termin appointment; tiefe depth; tier animal; tor gate goal; transport transport; typ type; uhrzeit time; umsatz revenue sales turnover; unfall accident; urlaub vacation holiday; verbrauch consumption usage; verdienst earnings; verein club; verkauf sale; verkauft sold; verkehr traffic; verlust loss; versand shipping; verspaetung delay; verspätung delay; vertrag contract; verzug arrears delay; volumen volume; vor before; waerme heat; wärme heat; form mould mold shape; milbe mite; milben mites; koenigin queen; königin queen; volk colony hive; kalb calf; kaelber calves; kälber calves; ferkel piglet; schaf sheep; ziege goat; laktation lactation; zelle cell; zellzahl cell count; acker field; saat seed sowing; ernte harvest; heu hay; stroh straw; sturm storm; hagel hail; schmelze melt; legierung alloy; naht seam weld; rost rust; leitung line pipe; bohrer drill; vorschub feed; oel oil; öl oil; giess casting pouring; gieß casting pouring; ware goods; warte waiting;
wasser water; wein wine; werk plant factory; wert value; wetter weather; wind wind; wohn living; wohnflaeche living area; wohnfläche living area; wohnort residence; wohnung flat apartment; zahl number; zahlung payment; zahn tooth; zaehler meter; zähler meter; zeit time; zeitpunkt time; ziel target goal; zimmer rooms room; zins interest; zucker sugar; zufriedenheit satisfaction; zug train; zustand condition state; zyklus cycle;
abteil compartment; abwasser wastewater sewage; alkohol alcohol; ampel light; antrag application; aufenthalt stay; aufnahme admission; aus out effluent; auslastung utilisation utilization occupancy load; ausstattung equipment; bakterien bacteria; baustelle site; becken basin tank; behandlung treatment; behaelter container tank; behälter container tank; belag coating; belegung occupancy; benzin petrol gasoline fuel; bezahlung payment; biene bee; branche industry sector trade; brennstoff fuel; buchung booking; dosis dose; duenger fertilizer fertiliser; dünger fertilizer fertiliser; durchfluss flow; eier eggs; einsatz deployment use; eisen iron; eiweiss protein; eiweiß protein; entlassung discharge; erkrankung disease illness; faser fibre fiber; feld field plot; fett fat; finanzamt tax office; fleisch meat; flugzeug aircraft plane; fracht freight cargo; frei free; gaerung fermentation; gärung fermentation; gast guest; gaeste guests; gäste guests; gefahr danger hazard; gehalt salary content; gemuese vegetable; gesamtsaeure total acidity; gesamtsäure total acidity; gesundheit health; getreide grain cereal; glas glass; gutschein voucher; haerte hardness; härte hardness; haut skin; herz heart; impfung vaccination; insolvenz insolvency bankruptcy; jahrgang vintage year; kalk lime; kaelte cold; kälte cold; kasse till insurance; kessel boiler vessel; klinik clinic; knochen bone; kohle coal; kohlenstoff carbon; kontrolle inspection check; kraftstoff fuel; kupfer copper; laborwert laboratory; leber liver; lehrer teacher; lieferzeit delivery lead; lunge lung; mangel defect lack; markt market; masse mass; medikament medication drug; mehl flour; messung measurement; moebel furniture; nachzahlung repayment arrears; naehe proximity; nutzlast payload; obst fruit; ofen furnace oven kiln; patienten patients; pflanze plant; pilz fungus; platz place seat; pruefer inspector; prüfer inspector; pumpe pump; rauch smoke; raucher smoker; reifen tyre tire; reihe row; rebsorte grape variety; restzucker residual sugar; rezept recipe prescription; roboter robot; rohr pipe tube; rueckstand arrears backlog; rückstand arrears backlog; saeure acid acidity; säure acid acidity; salz salt; schiff ship vessel; schlamm sludge; schlammalter sludge age; schnee snow; schwefel sulphur sulfur; sprache language; stahl steel; staub dust; stickstoff nitrogen; stoff substance; symptom symptom; teig dough; trocken dry; uebergewicht overweight; ueberweisung transfer referral; umgebung ambient surroundings; ursache cause; verlustvortrag loss carryforward; vermoegen assets wealth; vermögen assets wealth; versicherung insurance; versorgung supply; verpackung packaging; vorfall incident; vorjahr previous prior last; waage scale; wald forest; welle shaft wave; werkzeug tool; woche week; wochentag weekday; wunde wound; zahler payer; zulauf inflow influent inlet; ablauf outflow effluent outlet; zweck purpose; zweig branch;
race race ethnicity ethnic; ethnicity ethnicity race ethnic; sex sex gender; gender gender sex;
scc scc somatic cell count; sst sst sea surface temperature; temp temperature; duengung fertilizer fertiliser fertilization fertilisation; düngung fertilizer fertiliser fertilization fertilisation; prozess process; verschleiss wear; verschleiß wear; drehmoment torque;
anz number count; abt department; gew weight; ges total; bez description; durchschn average; kd customer; nh4 nh4 ammonium; nh3 nh3 ammonia; no3 no3 nitrate; no2 no2 nitrite; po4 po4 phosphate; so2 so2 sulphur sulfur dioxide; co2 co2 carbon dioxide; o2 o2 oxygen; o3 o3 ozone; gaer fermentation; gär fermentation; sud brew batch; hefe yeast; malz malt; wuerze wort gravity; würze wort gravity; hopfen hops; ch4 ch4 methane; nox nox nitrogen oxides; ch4 ch4 methane; h2 h2 hydrogen; n2o n2o nitrous oxide; hb hb haemoglobin hemoglobin; dispo overdraft; wbc wbc white blood cell cells leukocytes leucocytes; rbc rbc red blood cell cells erythrocytes; map map mean arterial pressure; sbp sbp systolic pressure; dbp dbp diastolic pressure; bill bill beak; neighbourhood neighbourhood quarter; neighborhood neighborhood quarter;
âge age; adresse address; anciennete seniority tenure; ancienneté seniority tenure; annee year; année year; chambre room bedroom; chambres rooms bedrooms; codepostal zip postcode; couleur colour color; cout cost; coût cost; distance distance; duree duration; durée duration; etage floor; étage floor; heure hour; hauteur height; jour day; largeur width; loyer rent; longueur length; mois month; nombre number; poids weight; prix price; quantite quantity; quantité quantity; revenu income; salaire salary; sexe sex gender; taille size; taux rate; ville city town; vitesse speed;
altura height; anio year; año year; barrio neighbourhood district; calle street; cantidad quantity amount; ciudad city; cliente customer; codigo code; color colour color; costo cost; coste cost; duracion duration; duración duration; edad age; fecha date; habitaciones rooms bedrooms; hora hour; ingreso income; ingresos income; mes month; nombre name; peso weight; precio price; renta rent income; salario salary; sexo sex gender; tamano size; tamaño size; tipo type; venta sale; ventas sales
"""  # fmt: skip


def _read_glossary() -> dict[str, frozenset[str]]:
    out: dict[str, frozenset[str]] = {}
    for line in _GLOSSARY.replace("\n", " ").split(";"):
        word, *meant = line.split()
        out[word] = out.get(word, frozenset()) | frozenset(meant)
    return out


GLOSSARY = _read_glossary()
"""German, French and Spanish words of column names in lower case, each with what it may be called in English."""
_LINKS = ("", "s", "n", "es", "en", "e")
"""What may join the parts of a German compound."""
_PLURALS = ("en", "n", "e")
_SHORTEST = 3


@lru_cache(maxsize=4096)
def taken_apart(part: str) -> tuple[str, ...]:
    """The words of a German compound that are in the glossary: "rissbreite" is "riss" and "breite"; else the part itself."""
    if part in GLOSSARY:
        return (part,)
    for end in _PLURALS:
        if part.endswith(end) and part[: -len(end)] in GLOSSARY and len(part) - len(end) > _SHORTEST:
            return (part[: -len(end)],)
    for cut in range(len(part) - _SHORTEST, _SHORTEST - 1, -1):
        if part[:cut] not in GLOSSARY:
            continue
        for link in _LINKS:
            rest = part[cut + len(link) :]
            if part[cut:].startswith(link) and len(rest) >= _SHORTEST:
                behind = taken_apart(rest)
                if all(p in GLOSSARY for p in behind):
                    return (part[:cut], *behind)
    return (part,)


def in_english(pieces: Sequence[str]) -> tuple[str, ...]:
    """The parts of a name, foreign ones as they are called in English first."""
    apart = [p for piece in pieces for p in taken_apart(piece)]
    return tuple(min(GLOSSARY[p], key=lambda w: (w != p, w)) if p in GLOSSARY else p for p in apart)


def stands_for(part: str, word: str) -> bool:
    """Whether a part of a name is the word or short for it: `amnt` for "amount", `dept` for "department"."""
    if stem(part) == stem(word) or means(part, word) or _abbreviates(word, part):
        return True
    if len(part) < 3 or len(word) < len(part) + 2 or part[0] != word[0]:
        return False
    begun = part if len(part) == 3 else part[:2]
    if not word.startswith(begun) and _is_word(part):  # `age` is short for no "argument", `rain` for no "readings"
        return False
    letters = iter(word)
    return all(ch in letters for ch in part)


def _abbreviates(word: str, part: str) -> bool:
    """Whether a word is short for a part of a name: "ECG" for `electrocardiographic`."""
    if not 3 <= len(word) <= 4 or len(part) < len(word) + 4 or part[0] != word[0] or set(word[1:]) & set("aeiou"):
        return False
    letters = iter(part)
    return all(ch in letters for ch in word)


def means(part: str, word: str) -> bool:
    """Whether a part of a name is foreign for a word, or a usual short form of it."""
    return stem(_SHORT.get(part, "")) in (word, stem(word)) or any(
        stem(word) == stem(meant) for meant in GLOSSARY.get(part, ())
    )


def _cut(part: str, word: str) -> bool:
    """Whether a word is the beginning of a column's part: "cust" of `customer`."""
    return len(word) >= 3 and part.startswith(word)


def forms(have: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The parts of a name as people say them: without small words, without units, compounds taken apart.

    A short last part that is no English word is a unit as well: `turb_ntu` is the turbidity.
    """
    core = tuple(p for i, p in enumerate(have) if p not in ("of", "the", "in") or i == len(have) - 1)
    bare = tuple(p for p in core if p not in UNITS)
    measured = (
        [(name,), (name, "content"), (name, "level"), (name, "grade"), (name, "concentration")]
        if (name := element_in(have))
        else []
    )
    out = [core, bare, *measured]
    if len(bare) > 1 and len(bare[-1]) <= 4 and not _is_word(bare[-1]) and bare[-1] not in GLOSSARY:
        out.append(bare[:-1])
    if len(bare) > 1 and bare[-1] in _STATISTICS:
        out.append(bare[:-1])
    if len(bare) > 2 and bare[-1] in _GENERAL:
        out.append(bare[:-1])
    for one in tuple(out):
        apart = tuple(p for part in one for p in taken_apart(part))
        out.append(apart)
        if len(apart) == 2 and min(len(p) for p in apart) >= _SHORTEST and apart[1] not in _PARTICLES:
            out.append((apart[1], apart[0]))  # "the max temperature" of `temperature_max`
    return tuple(dict.fromkeys(f for f in out if f))


def element_in(have: Sequence[str]) -> str | None:
    """The element or oxide that a name such as `C_pct`, `K_mmol_L` or `SiO2_pct` measures: its sign, its unit and nothing else."""
    units = next((i for i in range(1, len(have)) if all(p in _CONTENTS for p in have[i:])), 0)
    oxide = _OXIDES.get("".join(have[:units] or have))
    return oxide or (_ELEMENTS.get(have[0]) if units == 1 else None)


def written_out(form: Sequence[str], spoken: Sequence[str]) -> bool:
    """Whether words are one form of a name: each part written out, its initials, or its meaning in English."""
    if len(form) == 1 and len(spoken) > 1:
        return _initials(form[0], spoken) or _in_words(form[0], spoken) or _in_one(form[0], spoken)
    return len(form) == len(spoken) and all(
        stands_for(p, w) or (len(form) > 1 and _cut(p, w)) or (i > 0 and w == "time" and p in _TIMES)
        for i, (p, w) in enumerate(zip(form, spoken, strict=True))
    )


_SMALL = bag("on in at to of for up out off over under an a as is i so no be us we my all one any it")


def _in_one(part: str, spoken: Sequence[str]) -> bool:
    """Whether a part writes as one what is said in several words: `ecoli` of "e coli", `freelunch` of "free lunch"."""
    apart = not any(w in _SMALL or w in _NOWHERE for w in spoken) and spoken[0] not in _LEADING
    return apart and len(part) >= _IN_ONE and part == "".join(spoken)


_IN_ONE = 5
"""Letters of a part that is so written."""


def _initials(part: str, spoken: Sequence[str]) -> bool:
    """Whether a part has the first letters of the words, as `scc` of "somatic cell count" has."""
    enough = (len(spoken) >= 3 or all(len(w) >= 4 for w in spoken)) and spoken[0] not in _LEADING
    enough = enough and _NOWHERE.isdisjoint(spoken)
    return enough and len(part) == len(spoken) and not _is_word(part) and part == "".join(w[0] for w in spoken)


def _is_word(part: str) -> bool:
    """Whether a part is an English word and no abbreviation, some of which are as common as words ("mcc")."""
    return part in english() and any(ch in "aeiouy" for ch in part)


_LEADING = bag(
    "some first second third last next best good great better most more many much less least very such other what which how"
    " when where who this that these those your their with without from keep make take give show tell please should would"
    " could have need want use run try drop leave put set let add new old now then also just only both each every"
)
"""Words that begin no name of a column."""
_NOWHERE = bag(
    "by between among and or nor is are was were be been it its with without than as if not but then so do does did can will"
)
"""Words that stand nowhere in a name: "fair by sex" is no `fbs`."""


def _in_words(part: str, spoken: Sequence[str]) -> bool:
    """Whether a foreign part takes several words in English: "zip code" for `PLZ`, "living area" for `Wohnflaeche`."""
    meant = GLOSSARY.get(part, frozenset())
    return bool(meant) and all(w in meant or w in _BESIDE for w in spoken) and any(w in meant for w in spoken)


_BESIDE = bag("code number name date time level year of rate")
"""Words that add nothing to what a foreign word means: "postal code"."""


def plain(word: str) -> list[str]:
    """A word of a message in the parts that a name may have."""
    return [p for p in re.split(r"[\W_]+", word) if p]
