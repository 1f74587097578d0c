"""Blank cards to print, so that a way back can be written by hand: no name, no word of what they are for.

One page of HTML that needs no network and no printer of a special kind. It holds no secret: those are written on it.
"""

GROUPS = (4, 4, 4, 4, 4, 4, 3)  # the 27 characters of a code
_STYLE = """
@page { size: A4; margin: 12mm; }
body { font: 12pt/1.4 system-ui, sans-serif; color: #000; background: #fff; margin: 0; }
.card { border: 0.3mm dashed #777; border-radius: 3mm; padding: 6mm; margin: 0 0 8mm; break-inside: avoid; }
h2 { font-size: 11pt; margin: 0 0 4mm; font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 3mm 5mm; }
.group { display: flex; gap: 1mm; }
.box { inline-size: 7mm; block-size: 9mm; border: 0.25mm solid #000; border-radius: 1mm; }
ol { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 5mm 6mm; margin: 0; padding: 0; }
li { list-style-position: inside; }
li { border-block-end: 0.25mm solid #000; min-block-size: 8mm; }
p { font-size: 9pt; margin: 4mm 0 0; }
"""


def _code(title: str, note: str) -> str:
    groups = "".join(f'<span class="group">{"<span class=box></span>" * count}</span>' for count in GROUPS)
    return f'<section class="card"><h2>{title}</h2><div class="row">{groups}</div><p>{note}</p></section>'


def _words() -> str:
    blanks = "<li></li>" * 9
    note = "The first three, then the six. Capitals do not matter in the first three."
    return f'<section class="card"><h2>Nine words</h2><ol>{blanks}</ol><p>{note}</p></section>'


def blank_cards() -> str:
    """Gives the page: a card for a code, two that belong together, one for nine words."""
    confused = "There is no letter U, and I, L and O are the digits 1, 1 and 0."
    cards = (
        _code("A", f"27 letters and digits. {confused}")
        + _code("B 1", f"Only together with B 2. {confused}")
        + _code("B 2", f"Only together with B 1. {confused}")
        + _words()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        f"<title>Cards</title><style>{_STYLE}</style></head><body>{cards}</body></html>\n"
    )
