"""What the built app weighs, gzipped: python tests/bench/app_weight.py (after scripts/build).

Nothing here varies: the same sources build the same files. tests/app/test_bundle.py says which file counts where.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "app")]

from rows import measured  # noqa: E402  found through the path set above
from test_bundle import BUILD, entry, opened, ours, weight  # noqa: E402


def kilobytes(paths: Iterable[Path]) -> list[float]:
    return [sum(weight(path) for path in paths) / 1024]


def main() -> None:
    measured("App: script of the first screen", kilobytes(entry()), "KB gz", at_most=35)
    measured("App: script of the open daybook with its four places", kilobytes(opened() & ours()), "KB gz", at_most=80)
    measured("App: all script, but for what counts apart", kilobytes(ours()), "KB gz")
    measured("App: the service worker", kilobytes([BUILD / "sw.js"]), "KB gz", at_most=5)


if __name__ == "__main__":
    main()
