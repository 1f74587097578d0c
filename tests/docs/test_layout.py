"""The layout that everything else relies on."""

import json
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in names.split("\0") if name]


def test_mkdocs_never_empties_the_folder_of_the_app():
    class Loader(yaml.SafeLoader):
        """Passes over mkdocs' own tags."""

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
    Loader.add_multi_constructor("!", lambda *_: None)
    config = yaml.load((ROOT / "mkdocs.yml").read_text(), Loader)
    assert config["docs_dir"] == "content"
    assert config["site_dir"] == "build/public"


def test_no_tests_folder_shadows_the_package():
    assert not [path for path in tracked() if path.name == "__init__.py" and "tests" in path.parts]


def test_the_lock_files_name_no_host():
    for name in ("requirements.lock", "requirements-test.lock"):
        assert "://" not in (ROOT / name).read_text()
    lock = json.loads((ROOT / "site" / "package-lock.json").read_text())
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_modules_fit_on_a_few_screens():
    long = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in tracked()
        if path.suffix in {".py", ".ts", ".tsx"} and {"api", "site"} & set(path.relative_to(ROOT).parts[:1])
    }
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_the_readme_starts_with_the_warning():
    text = (ROOT / "README.md").read_text().splitlines()
    first = next(line for line in text if line.strip())
    assert "not for real survivors" in first
