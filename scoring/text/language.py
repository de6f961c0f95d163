"""Which language a text is written in, from its small words: light, deterministic, right on short posts."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words are folded (no accents): French typed without accents must still read as French. Words that several languages
# share count for each of them and so decide nothing.
_SMALL_WORDS: dict[str, str] = {
    "fr": "le la les un une des du de et est que qui dans pour pas plus sur avec ce cette ces mon ma mes ton ta tes son"
    " sa ses nos vos notre votre leur leurs nous vous je tu il elle on ils elles mais ou donc car si ne au aux en par"
    " sans sous chez tout tous toute toutes tres bien comme quand comment pourquoi quoi quel quelle quels quelles"
    " ont sont etes suis sommes avez avons etait sera faire fait faut peut peux veux voir merci bonjour salut"
    " aujourd hui demain hier jamais toujours encore deja aussi alors voici voila parce cela ca"
    " y moi toi lui eux meme autre autres entre depuis pendant apres avant trop peu moins chaque rien personne oui non"
    " dites dis partagez commentez abonnez enregistrez envoyez nouveau nouvelle semaine jour jours ans an fois"
    " client clients equipe travail temps monde gens idee conseils erreurs ai as eu ete mis vu su dit",
    "en": "the a an and is are was were be been to of in on for with that this these those it its you your yours we our"
    " us they their them he she his her i my me not but or so if at by from as about what who why how when where which"
    " can could will would should do does did don have has had just more most less very than then there here all any"
    " some no yes new now today tomorrow never always out up down into over after before because get got make made"
    " let go going want need know think people work team time day days week year years way thanks hello hi happy"
    " love like good best great every one two only also even still really much many come see true please welcome",
    "es": "el los las una unos y es que en de del por para con no mas pero como su sus lo al este esta estos estas nuestro"
    " muy hoy todo todos cuando donde porque tambien hay son ser gracias hola nosotros usted tu mi si sobre sin ya",
    "de": "der die das und ist nicht ein eine einen dem den mit von zu auf fur im wir ihr sie ich es du auch wie was"
    " aber oder wenn noch nur sind war haben hat wird bei nach uber aus heute mehr sehr unser unsere euch danke",
    "it": "il lo gli i una di che e non per con del della dei delle nel nella sono siamo come piu ma anche questo questa"
    " questi noi voi loro ho ha hanno cosa perche oggi molto tutti grazie ciao nostro nostra dal alla",
    "pt": "o os as um uma de do da dos das e que em no na para por com nao mais mas como seu sua voce nos eles isso este"
    " esta muito hoje tambem quando porque sao ser obrigado ola nosso nossa foi ao pelo pela",
    "nl": "de het een en van is dat niet op te voor met zijn aan ook maar om als wij jij je ik hij ze wat hoe naar bij"
    " nog uit dit deze onze ons heeft hebben worden vandaag meer zeer dank",
}
_WEIGHTS: dict[str, tuple[str, ...]] = {}
for _lang, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _WEIGHTS[_word] = (*_WEIGHTS.get(_word, ()), _lang)

_SCRIPTS = (
    ("ja", 0x3040, 0x30FF), ("zh", 0x4E00, 0x9FFF), ("ko", 0xAC00, 0xD7AF), ("ar", 0x0600, 0x06FF),
    ("he", 0x0590, 0x05FF), ("ru", 0x0400, 0x04FF), ("el", 0x0370, 0x03FF), ("hi", 0x0900, 0x097F),
    ("th", 0x0E00, 0x0E7F),
)  # fmt: skip
_OTHER_SCRIPT = re.compile(f"[{''.join(f'{chr(low)}-{chr(high)}' for _, low, high in _SCRIPTS)}]")
UNKNOWN = "und"
_TURNS = 3  # small words that only the other language has


# Halves of elisions and contractions.
_APOSTROPHES = (
    ("fr", (" l'", " d'", " j'", " c'", " n'", " s'", " qu'", "aujourd'")),
    ("en", ("'s ", "'t ", "'re ", "'ve ", "'ll ", " i'm ")),
)


def detect(words: Iterable[str], plain: str, clean: str) -> str:
    """A language code, or ``und`` when nothing tells. ``words`` are the folded words of the text."""
    votes = dict.fromkeys(_SMALL_WORDS, 0.0)
    for word in words:
        langs = _WEIGHTS.get(word)
        if langs:
            for lang in langs:
                votes[lang] += 1 / len(langs)
    if "'" in plain:
        for lang, halves in _APOSTROPHES:
            votes[lang] += sum(map(plain.count, halves))
    if not clean.isascii():
        other = _script(clean)
        if other:
            return other
        _add_accents(votes, clean)
    best = max(votes, key=lambda lang: (votes[lang], lang == "en"))
    return best if votes[best] else UNKNOWN


def turns(words: Iterable[str], lang: str, other: str) -> bool:
    """Whether small words of ``other`` alone say that a passage of a text in ``lang`` is written in ``other``."""
    telling = [_WEIGHTS[word] for word in words if word in _WEIGHTS]
    theirs = sum(lang not in langs and other in langs for langs in telling)
    ours = sum(lang in langs and other not in langs for langs in telling)
    return theirs >= _TURNS and theirs > 2 * ours


def _script(clean: str) -> str | None:
    """The language of a script in which most letters are written, where it is not the Latin one."""
    if not _OTHER_SCRIPT.search(clean, 0, 2000):
        return None
    letters = [ord(char) for char in clean[:2000] if char.isalpha()]
    if len(letters) < 3:
        return None
    for lang, low, high in _SCRIPTS:
        if sum(low <= code <= high for code in letters) * (4 if lang == "ja" else 2) > len(letters):
            return lang
    return None


def _add_accents(votes: dict[str, float], clean: str) -> None:
    """Letters that only some languages write settle texts too short for small words."""
    for lang, letters in (("fr", "èêëîïôùûçœÈÊÇŒ"), ("es", "ñ¿¡áíóú"), ("de", "äöüß"), ("pt", "ãõ")):
        votes[lang] += 0.3 * min(5, sum(map(clean.count, letters)))
    votes["fr"] += 0.2 * min(5, clean.count("é") + clean.count("à") + clean.count("É"))
