"""Everyday words for what rules know by plainer ones: "ditch", "bin" and "axe" are all "drop"."""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

_PLAIN: dict[str, tuple[str, ...]] = {
    "drop": ("bin", "ditch", "axe", "nuke", "scrap", "chuck", "chuck out", "boot", "boot out", "yank", "zap", "jettison", "give the boot to", "kiss goodbye to", "trash", "can the"),
    "all_but": ("everything bar", "all bar", "the lot bar", "every one bar", "everyone bar", "the whole lot except", "the lot except", "the lot but", "all of it except", "each one except"),
    "recommend": ("cook up", "dream up", "whip up", "rustle up", "hit me with", "throw me", "sling me", "toss me", "conjure up", "serve up"),
    "show me": ("spit out", "cough up", "dish out", "dish up", "whip out", "lay out for me", "let us have a gander at", "let me have a look at"),
    "look at": ("have a gander at", "take a gander at", "have a peek at", "take a peek at", "have a squint at", "have a nose around in", "dig into", "dig around in", "poke around in"),
    "stop": ("pull the plug on", "knock off", "kill off", "put an end to", "bring to an end", "call a halt to"),
    "stop everything": ("kill them all", "kill em all", "knock it off", "pack it in", "call it a day", "call it quits", "pull the plug", "stop the presses"),
    "pause": ("hang fire on", "put on ice", "take five", "hit pause on", "hit pause", "put a pin in", "hang fire", "sit tight"),
    "resume": ("unfreeze", "un freeze", "hit play", "fire back up", "crack on with", "crack on", "back at it", "get back to it", "un pause"),
    "side by side": ("head to head", "toe to toe", "cheek by jowl", "one next to the other"),
    "compare": ("pit", "stack up", "weigh up"),
    "import": ("suck in", "slurp in", "slurp up", "haul in", "hoover up", "ingest"),
    "load": ("slurp", "crack open", "munch", "chew on", "chew through"),
    "watch": ("keep tabs on", "keep your eyes on", "keep your eye on", "eyes on", "babysit", "baby sit", "stand guard over", "keep a close eye on", "keep an eye out on"),
    "try": ("have a go at", "have a crack at", "have a shot at", "have a stab at", "take a stab at", "give a whirl to"),
    "run with": ("redo with", "redo it with", "rerun with", "rerun it with", "retry with", "do it again with", "again with"),
    "run": ("crank up", "crank", "get cracking with", "get cracking on", "let rip", "set in motion", "put in motion"),
    "number 1": ("numero uno", "number uno", "nr uno"), "number 2": ("numero dos", "number dos"), "number 3": ("numero tres",),
    "column": ("col",), "columns": ("cols",), "them": ("em",), "nothing": ("nothin", "nuthin"), "something": ("somethin", "summat"), "anything": ("anythin",),
    "what do you": ("whaddya", "whatcha", "wotcha", "whadya"), "do not know": ("dunno",), "kind of": ("kinda",), "ok": ("k", "kk", "okey", "okey dokey", "oki"), "yes": ("yea", "ye", "yass", "yessir"),
    "your": ("ur",), "about": ("bout",), "because": ("cos", "coz"), "probably": ("prolly",), "going to": ("gon",), "what": ("wot",), "recommendation": ("reco",), "please ": ("plox",),
    "a": ("da",), "model": ("mdl",), "predict": ("prdct", "suss out", "work out in advance", "call in advance"), "fast": ("zippy", "nippy", "speedy quick"), "simple": ("dead simple", "bare bones", "no frills", "dumbed down", "vanilla"),
    "cheap": ("dirt cheap", "on the cheap", "budget friendly", "gentle on the budget", "easy on the wallet"), "robust": ("rock solid", "bulletproof", "bomb proof"), "interpretable": ("less of a black box", "not such a black box", "less black boxy", "less opaque"),
    "accurate": ("spot on as possible", "dead on", "razor sharp"), "best": ("top notch",), "without": ("with out",), "boss": ("gaffer", "higher ups", "higher up"),
}  # fmt: skip

PHRASES: dict[str, str] = {said: plain.strip() for plain, many in _PLAIN.items() for said in many}
"""What is said, to the words that rules know."""
