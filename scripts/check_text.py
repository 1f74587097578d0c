"""Looks through every tracked text for broken relative links, paths of a machine, hosts of registries, and words that
may not stand before the lock. Prints each finding as `file:line: what`; exit 1 if there is one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
# Built from parts, so that this file does not find itself.
FORBIDDEN = [
    (re.compile(r"/(?:home|root|work|Users)/[a-z]"), "a path of a machine"),
    (re.compile(r"https?://[a-z.-]*(?:pypi|npmjs|pythonhosted)\."), "the host of a registry"),
    (re.compile(r'"resolved": "http'), "a registry address in a lock file"),
    (re.compile("shared" + "/(?:design|content)"), "a page that readers do not have"),
]
#: Lines of these endings are prose or code that people read; others are data.
TEXT = {".md", ".py", ".ts", ".tsx", ".css", ".html", ".json", ".yml", ".yaml", ".toml", ".lock", ".js", ""}
#: Message files of what anyone sees who takes the phone.
SHOWN_BEFORE = {"front.json", "calm.json", "keep.json", "shell.json"}
BEFORE_LOCK = re.compile(r"traffick|victim|survivor|hotline|case manager|\bsafety\b|lawyer", re.IGNORECASE)


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in names.split("\0") if name]


def links(path: Path, text: str) -> list[str]:
    """Relative links of one Markdown file that lead nowhere."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for match in LINK.finditer(line):
            target = (match[1] or match[2]).split("#")[0]
            outside = target.startswith(("http:", "https:", "mailto:", "/", "<", "{"))
            if target and not outside and not (path.parent / target).exists():
                found.append(f"{path.relative_to(ROOT)}:{number}: the link to {target} leads nowhere")
    return found


def main() -> int:
    found: list[str] = []
    for path in tracked():
        if path.suffix not in TEXT or not path.is_file() or path.name == "check_text.py":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".md" and ROOT / "content" not in path.parents:
            found += links(path, text)
        for number, line in enumerate(text.splitlines(), 1):
            found += [
                f"{path.relative_to(ROOT)}:{number}: {what}" for pattern, what in FORBIDDEN if pattern.search(line)
            ]
            # The first bundle and all that is shown before the lock; comments are not shipped.
            if path.parent.name == "en" and path.name in SHOWN_BEFORE and BEFORE_LOCK.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: a word that tells what the app is for")
    print("\n".join(found) or "nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
