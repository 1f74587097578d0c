"""The rooms of the server and the ways between them: app → web → services → storage; worker → services."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "api"
LEAVES = {"errors", "ids", "settings", "logs", "metrics"}
ALLOWED = {
    "storage": {"storage"},
    "services": {"services", "storage"},
    "web": {"web", "services"},
    "worker": {"services", "storage"},  # the queue's rows are claimed and settled without a rule of the domain between
    "checks": {"services", "storage", "upkeep"},
    "console": {"services"},
    "upkeep": {"upkeep", "console", "services", "storage"},
    "verify": {"web"},  # what is served, and with which policy
    "cards": set(),
    "app": {"web", "services", "worker"},
    "guard": set(),  # uvicorn's connections
    "serving": {"app", "guard", "web"},
    "__main__": {"serving", "cards", "checks", "console", "services", "upkeep", "verify"},
} | {leaf: set() for leaf in LEAVES}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> set[str]:
    """The rooms that a module imports from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "api":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("api."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("api.")}
    return found


def test_every_module_imports_only_from_the_rooms_below_it():
    wrong = {}
    for path in PACKAGE.rglob("*.py"):
        room = room_of(path)
        if room != "__init__" and (beyond := imports(path) - ALLOWED[room] - LEAVES):
            wrong[str(path.relative_to(PACKAGE))] = beyond
    assert wrong == {}


def test_only_the_web_knows_http_and_only_the_storage_and_what_runs_it_knows_tortoise():
    for path in PACKAGE.rglob("*.py"):
        room, text = room_of(path), path.read_text()
        assert "starlette" not in text or room in {"web", "app", "serving"}, path
        assert "from tortoise" not in text or room == "storage" or "exceptions import IntegrityError" in text, path
