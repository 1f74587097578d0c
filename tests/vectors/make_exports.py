"""Vectors of the sealed file of an export."""

from making import Area, fixed, fixed_code, flip

HEAD = '{"format": "handrail-export", "version": 1, "made": "2026-05-12"}\n'
GOAL = (
    '{"id": "00112233445566778899aabbccddeeff", "record": {"type": "goal", "v": 1, "created": "2026-05-01",'
    ' "by": {"a": 1}, "title": "Läsa 🦉 قراءة"}}\n'
)
HEAD_LENGTH = 93 * 2  # hexadecimal digits
PIECE_LENGTH = (4 + 32 + 32 + 256 + 16) * 2


def exports() -> Area:
    area = Area("The sealed file of an export: a head, then pieces of padded text, in their order and to the last.")

    def sealed(name: str, pieces: list[str]) -> tuple[str, str]:
        code = fixed_code(f"export {name}")
        nonces = [fixed(f"{name} head", 12), *(fixed(f"{name} piece {n}") for n in range(len(pieces)))]
        given = {"code": code, "export_key": fixed(f"{name} key"), "pieces": pieces, "nonces": nonces}
        file = str(area.gives(f"seal {name}", "seal_export", given)["file"])
        area.gives(f"open {name}", "open_export", {"code": code, "file": file})
        return code, file

    sealed("a daybook with nothing in it", [HEAD])
    sealed("a piece that is full but for the mark", [f'{HEAD}"{"x" * (511 - len(HEAD) - 3)}"\n'])
    code, file = sealed("a record that goes on in the next piece", [HEAD + GOAL[:100], GOAL[100:]])
    first, second = file[HEAD_LENGTH : HEAD_LENGTH + PIECE_LENGTH], file[HEAD_LENGTH + PIECE_LENGTH :]
    head = file[:HEAD_LENGTH]
    longer = f"{int(second[:8], 16) + 1:08x}"
    changes = {
        "another code": {"code": fixed_code("export another")},
        "another version": {"file": flip(file, 0)},
        "the sealed key is changed": {"file": flip(file, 92)},
        "the length of a piece is changed": {"file": flip(file, 96)},
        "a nonce is changed": {"file": flip(file, 97)},
        "a commitment is changed": {"file": flip(file, 97 + 32)},
        "a ciphertext is changed": {"file": flip(file, 97 + 64)},
        "the last byte is changed": {"file": flip(file, -1)},
        "the last byte is missing": {"file": file[:-2]},
        "a byte too many": {"file": file + "00"},
        "the last piece is missing": {"file": head + first},
        "the first piece is missing": {"file": head + second},
        "the pieces are exchanged": {"file": head + second + first},
        "the last piece stands there twice": {"file": file + second},
        "a length that goes beyond the end": {"file": head + first + longer + second[8:]},
        "no piece at all": {"file": head},
        "nothing": {"file": ""},
    }
    area.refuses_each("open_export", {"code": code, "file": file}, changes)
    return area


AREAS = {"export": exports}
