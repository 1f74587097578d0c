"""The texts of the app, read from its own message files: tests name what they press as a person reads it."""

import json
import re

from live_server import CHECKOUT

LOCALES = CHECKOUT / "site" / "locales"
FORMS = re.compile(r"\.(zero|one|two|few|many|other)$")


def read(language: str) -> dict[str, str]:
    """The texts of one language; where it has none, the English one, as the build does."""
    texts: dict[str, str] = {}
    for file in sorted((LOCALES / language).glob("*.json")):
        texts.update(json.loads(file.read_text(encoding="utf-8")))
    if language == "en":
        return texts
    english = read("en")

    def stem(key: str) -> str:
        bare = FORMS.sub("", key)
        other = english.get(f"{bare}.other", "")
        return bare if (f"{bare}.one" in english and other) or "{n}" in other else key

    stems = {stem(key) for key in texts}
    return {key: text for key, text in english.items() if stem(key) not in stems} | texts


MESSAGES = read("en")
_language = "en"


def speak(language: str) -> None:
    """From now on `t` gives the texts of this language."""
    global _language  # noqa: PLW0603  one walk speaks one language; the fixture that changes it sets it back
    _language = language
    MESSAGES.clear()
    MESSAGES.update(read(language))


def spoken() -> str:
    """The language of `t`."""
    return _language


def form(language: str, n: int) -> str:
    """The plural form of a whole number (Unicode CLDR), as `Intl.PluralRules` gives it."""
    if language == "ar":
        if n <= 2:
            return ("zero", "one", "two")[n]
        if 3 <= n % 100 <= 10:
            return "few"
        return "many" if 11 <= n % 100 <= 99 else "other"
    return "one" if n == 1 or (language == "fr" and n == 0) else "other"


def filled(value: object) -> str:
    """In a text from right to left, Latin letters and digits stand by themselves (`app/words.ts`)."""
    text = str(value)
    return f"\u2068{text}\u2069" if _language == "ar" and re.search(r"[A-Za-z\d]", text) else text


def t(key: str, **values: object) -> str:
    """The text for `key`, with its placeholders filled; with `n` the plural form. A missing key raises `KeyError`."""
    if isinstance(n := values.get("n"), int):
        forms = [".zero"] if n == 0 else []
        forms += [f".{form(_language, n)}", ".other"]
        key = next((key + one for one in forms if key + one in MESSAGES), key)
    return re.sub(
        r"\{(\w+)\}", lambda found: filled(values[found[1]]) if found[1] in values else found[0], MESSAGES[key]
    )
