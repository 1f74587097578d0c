"""What a page of the site offers for the daybook is what the daybook begins with."""

import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
#: Areas of the site that the app does not have, and where their goals stand there.
AREAS = {"law": "papers", "safety": "me"}


def test_every_plan_of_a_page_is_a_template_of_the_app_with_the_same_words_and_area() -> None:
    texts = json.loads((ROOT / "site" / "locales" / "en" / "templates.json").read_text())
    source = (ROOT / "site" / "core" / "templates.ts").read_text()
    listed = {int(n): (area, int(steps)) for n, area, steps in re.findall(r'\[(\d+), "(\w+)", (\d+)\]', source)}
    plans = yaml.safe_load((ROOT / "content" / "goal_templates.yml").read_text())
    assert len(plans) >= 20
    for plan in plans:
        number, steps = plan["number"], plan["steps"]["en"]
        assert number <= 100, "the numbers after that are the app's own"
        assert listed[number] == (AREAS.get(plan["area"], plan["area"]), len(steps)), number
        assert texts[f"template.{number}"] == plan["title"]["en"]
        assert [texts[f"template.{number}.{n + 1}"] for n in range(len(steps))] == steps
