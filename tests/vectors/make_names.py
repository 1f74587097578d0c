"""Vectors of names, Argon2id, keys and codes on paper."""

from making import Area, fixed, fixed_code

RP = "daybook.example"


def names() -> Area:
    area = Area("Handles and passphrases: what different spellings mean, and which handles are refused.")
    handles = {
        "three words stay as they are": "amber-kettle-fern",
        "upper case becomes lower case": "Amber-KETTLE-Fern",
        "white space becomes one hyphen": "  amber \t kettle\u3000fern\n",
        "dashes of every kind become one hyphen": "amber\u2014kettle \u2013 fern\u2212two\u2010x\u2011y\u2015z",
        "hyphens at the ends go": "--amber-kettle--",
        "U+0085 and U+2028 are white space": "amber\u0085kettle\u2028fern",
        "full-width letters are made plain by NFKC": "\uff21\uff4d\uff42\uff45\uff52\uff0d\uff11\uff12",
        "a decomposed accent is composed": "cafe\u0301-noir",
        "a capital sigma at the end of a word becomes the ordinary small one": "ΑΓΑΠΗΣ",
        "a dotted capital I becomes i with a dot above": "İpek-su",
        "a sharp capital s": "GRO\u1e9eE-stra\u00dfe",
        "the Kelvin sign is a k": "\u212aelvin",
        "a ligature is taken apart": "of\ufb01ce-hours",
        "Arabic letters and digits": "\u0633\u0644\u0627\u0645-\u0663\u0664",
        "Devanagari with marks": "\u0928\u092e\u0938\u094d\u0924\u0947",
        "three code points are enough": "a1b",
        "64 code points are allowed": "a" * 64,
        "length counts code points and not UTF-16 units": "\U00010400" * 64,
        "one code point that NFKC makes eighteen": "\ufdfa",
    }
    for name, text in handles.items():
        area.gives(name, "handle", {"text": text})
    refused = {
        "two code points are too few": "ab",
        "65 code points are too many": "a" * 65,
        "65 astral code points are too many": "\U00010400" * 65,
        "nothing": "",
        "hyphens and white space alone": " - \u2014 -",
        "an underscore": "amber_kettle",
        "a full stop": "amber.kettle",
        "an emoji": "amber\U0001f600kettle",
        "a zero-width space is not white space": "amber\u200bkettle",
        "U+FEFF is not white space": "amber\ufeffkettle",
        "U+001F is not white space": "amber\u001fkettle",
        "a Roman numeral that NFKC keeps is not a digit": "amber\u2180kettle",
        "a slash": "amber/kettle",
    }
    for reason, text in refused.items():
        area.refuses(reason, "handle", {"text": text}, reason)
    passphrases = {
        "six words stay as they are": "wisdom turbine oval crate lilac dune",
        "upper case counts": "Wisdom TURBINE oval",
        "white space in runs becomes one space and is trimmed": "\n wisdom \t\u3000turbine\u00a0\u2003oval ",
        "U+0085, U+1680, U+2028 and U+2029 are white space": "a\u0085b\u1680c\u2028d\u2029e",
        "U+FEFF, U+200B, U+180E and U+001F are not": "a\ufeffb\u200bc\u180ed\u001fe",
        "full-width letters in a passphrase are made plain by NFKC": "\uff37\uff49\uff53\uff44\uff4f\uff4d",
        "a decomposed accent in a passphrase is composed": "cafe\u0301",
        "hyphens stay": "wisdom-turbine\u2014oval",
        "Arabic": "\u0646\u0647\u0631  \u0642\u0645\u0631",
    }
    for name, text in passphrases.items():
        area.gives(name, "passphrase", {"text": text})
    return area


def argon2() -> Area:
    area = Area("From handle and passphrase to the root key: Argon2id, 64 MiB, 3 passes, 1 lane, version 0x13.")
    words = "wisdom turbine oval crate lilac dune"
    area.gives("three words and six words", "root", {"rp": RP, "handle": "amber-kettle-fern", "passphrase": words})
    area.gives(
        "another deployment", "root", {"rp": "other.example", "handle": "amber-kettle-fern", "passphrase": words}
    )
    other = {"rp": RP, "handle": "  Amber Kettle\u2014FERN", "passphrase": " \u0646\u0647\u0631   Caf\u0065\u0301 "}
    area.gives("spellings are brought to one form first, and text is UTF-8", "root", other)
    return area


def keys() -> Area:
    area = Area("Contexts, and the keys that come from the root and from the vault key.")
    mixed = [{"text": "né"}, {"integer": 1}, {"bytes": fixed("ctx id", 16)}, {"bytes": ""}, {"integer": 2**53 - 1}]
    area.gives("a tag alone", "ctx", {"tag": "handrail/1/identity", "parts": []})
    area.gives("text, integers, ids and nothing", "ctx", {"tag": "handrail/1/test", "parts": mixed})
    area.gives("lookup of a handle", "lookup", {"rp": RP, "handle": "amber-kettle-fern"})
    area.gives("lookup does not see upper case", "lookup", {"rp": RP, "handle": "Amber Kettle Fern"})
    area.gives("lookup at another deployment", "lookup", {"rp": "other.example", "handle": "amber-kettle-fern"})
    area.gives("sign-in key and slot key of a root", "split_root", {"root": fixed("root")})
    area.gives("notice key of a vault key", "notice_key", {"vault_key": fixed("vault key")})
    return area


def recovery_code() -> Area:
    area = Area("Codes on paper: 130 bits as 26 + 1 characters, their keys, and two papers.")
    code, sheet = fixed_code("recovery code"), fixed_code("recovery sheet")
    shown = area.gives("a code is shown as 27 characters", "show_code", {"code": code})["shown"]
    area.gives("nothing but zeros", "show_code", {"code": "00" * 17})
    ones = area.gives("nothing but ones", "show_code", {"code": "ff" * 16 + "c0"})["shown"]
    area.refuses(
        "the last six bits must be zero", "show_code", {"code": code[:-2] + "c1"}, "the last six bits are not zero"
    )
    area.refuses("16 bytes are too few", "show_code", {"code": code[:-2]}, "16 bytes instead of 17")
    zeros = {
        "a code is read back": shown,
        "lower case, blanks and hyphens do not count": " ".join([shown[:4].lower(), shown[4:9], "-", shown[9:]]) + "\n",
        "O is read as zero": area.vectors[1]["output"]["shown"].replace("0", "O"),
        "o is read as zero": area.vectors[1]["output"]["shown"].replace("0", "o"),
        "Z is the highest symbol": ones,
    }
    for name, text in zeros.items():
        area.gives(name, "read_code", {"text": text})
    with_one = next(fixed_code(f"one {n}") for n in range(99) if "1" in _shown(fixed_code(f"one {n}"))[:26])
    for letter in "ILil":
        area.gives(f"{letter} is read as 1", "read_code", {"text": _shown(with_one).replace("1", letter)})
    wrong = "0" if shown[26] != "0" else "1"
    swapped = next(n for n in range(25) if shown[n] != shown[n + 1])
    refused = {
        "the check symbol is wrong": shown[:26] + wrong,
        "two neighbours are swapped": shown[:swapped] + shown[swapped + 1] + shown[swapped] + shown[swapped + 2 :],
        "the letter U": "U" + shown[1:],
        "the letter u": shown[:13] + "u" + shown[14:],
        "U as the check symbol": shown[:26] + "U",
        "a character that is no letter or digit": shown[:5] + "*" + shown[6:],
        "a letter of another script": shown[:5] + "\u0410" + shown[6:],
        "26 characters": shown[:26],
        "28 characters": shown + "0",
        "nothing": "",
    }
    for reason, text in refused.items():
        area.refuses(reason, "read_code", {"text": text}, reason)
    area.gives("three keys of a code", "recovery_keys", {"code": code})
    papers = area.gives("two papers of a code", "two_papers", {"code": code, "sheet": sheet})["papers"]
    area.gives("two papers give the code", "join_papers", {"papers": papers})
    area.gives("in either order", "join_papers", {"papers": papers[::-1]})
    area.refuses(
        "one paper is mistyped",
        "join_papers",
        {"papers": [papers[0], flip_symbol(papers[1])]},
        "the check symbol of the second paper is wrong",
    )
    return area


def flip_symbol(shown: str) -> str:
    """A shown code whose first character is another one."""
    return ("0" if shown[0] != "0" else "1") + shown[1:]


def _shown(code: str) -> str:
    from protocol import codes

    return codes.show(bytes.fromhex(code))


AREAS = {"names": names, "argon2": argon2, "keys": keys, "recovery-code": recovery_code}
