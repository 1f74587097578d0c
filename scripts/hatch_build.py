"""Puts the built app, desk and site into the wheel, so that `pip install` of it needs no Node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: What of `build/` is served, the hashes of it, and the licences of what others made of it.
SERVED = ("app", "desk", "public", "manifest.json", "licences.txt")


class BuiltPages(BuildHookInterface):
    """Called by hatchling for the wheel. An editable install takes `build/` itself, whenever it is there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        build = Path(self.root) / "build"
        missing = [name for name in SERVED if not (build / name).exists()]
        if missing:
            raise RuntimeError(f"build/ has no {', '.join(missing)}: run scripts/build first")
        build_data["force_include"] |= {str(build / name): f"api/built/{name}" for name in SERVED}
