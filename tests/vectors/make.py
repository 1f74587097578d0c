"""Writes the frozen vectors of the protocol, the same bytes each time: `python tests/vectors/make.py`.

They are frozen: a change of any byte is a change of the protocol and belongs into the changelog.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import make_exports  # noqa: E402  -- the path above makes these importable when this file is run by itself
import make_links  # noqa: E402
import make_names  # noqa: E402
import make_records  # noqa: E402
import make_seals  # noqa: E402

AREAS = make_names.AREAS | make_seals.AREAS | make_links.AREAS | make_exports.AREAS


def text_of(area: str) -> str:
    """The whole text of one file of vectors."""
    made = AREAS[area]()
    return _json({"about": made.about, "vectors": made.vectors})


def record_texts() -> dict[str, str]:
    """The whole text of each file in `records/`."""
    texts = {f"{kind}.schema.json": _json(schema) for kind, schema in make_records.SCHEMAS.items()}
    about = "Plaintexts of records: valid ones, and ones with one thing wrong, which `name` tells."
    return texts | {"examples.json": _json({"about": about, "examples": make_records.examples()})}


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=True) + "\n"


def main() -> None:
    """Writes every file."""
    for area in AREAS:
        (HERE / f"{area}.json").write_text(text_of(area))
    for name, text in record_texts().items():
        (HERE / "records" / name).write_text(text)


if __name__ == "__main__":
    main()
