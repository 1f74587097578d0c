"""Our script and stylesheet without what a browser does not read. Nothing is renamed."""

from __future__ import annotations

import re

#: Strings and regular expressions of the script, which are left as they are.
KEPT = re.compile(r'("(?:[^"\\]|\\.)*"|/(?:[^/\n\\\[]|\\.|\[[^\]]*\])+/[a-z]*(?=[.)]))')


def css(text: str) -> str:
    """A stylesheet without comments, indentation, and spaces around its signs."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}").replace("}", "}\n").strip()


def script(text: str) -> str:
    """A script without comments and spare spaces. It must end its statements with semicolons and use double quotes."""
    parts = KEPT.split(re.sub(r"^\s*//.*\n", "", text, flags=re.MULTILINE))
    for number in range(0, len(parts), 2):
        line = re.sub(r"\s+", " ", parts[number])
        line = re.sub(r"\s*(=>|[=+\-*<>&|?:,;(){}\[\]!])\s*", r"\1", line)
        parts[number] = re.sub(r"(?<!\w)\((\w+)\)=>", r"\1=>", line)
    return "".join(parts).replace(";}", "}").replace(",)", ")").strip()
