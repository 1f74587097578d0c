"""The Python client merges as `merge.json` says."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.merging import merge

CASES = json.loads((Path(__file__).parent / "merge.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case_merges_as_it_says(case):
    assert merge(case["base"], case["mine"], case["theirs"]) == case["merged"]


texts = st.sampled_from(["", "a", "b", "c"])
steps = st.dictionaries(st.sampled_from("xyz"), texts, max_size=3).map(
    lambda found: [{"id": each, "text": text, "order": each} for each, text in sorted(found.items())]
)
goals = st.fixed_dictionaries(
    {"type": st.just("goal"), "v": st.just(1), "created": st.just("2026-05-01"), "by": st.just({}),
     "title": texts, "steps": steps, "bring": st.lists(texts, unique=True).map(sorted)}
)  # fmt: skip


@given(goals, goals, goals)
def test_merging_loses_no_change_of_either_side(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for side in (mine, theirs):
        if side["title"] != base["title"]:
            title = merged["title"]
            assert side["title"] in (title["conflict"] if isinstance(title, dict) else [title])
        assert {one for one in side["bring"] if one not in base["bring"]} <= set(merged["bring"])
        before = {step["id"]: step for step in base["steps"]}
        after = {step["id"]: step for step in merged["steps"]}
        for step in side["steps"]:
            if step != before.get(step["id"]):
                text = after[step["id"]]["text"]
                assert step["text"] in (text["conflict"] if isinstance(text, dict) else [text])


@given(goals, goals)
def test_a_side_that_changed_nothing_takes_the_other(base, theirs):
    assert merge(base, base, theirs) == theirs
    assert merge(base, theirs, base) == theirs
