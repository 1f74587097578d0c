"""Two changes of a record from one base become one (docs/records.md, "Merging")."""

from typing import Any

Plain = dict[str, Any]
DELETED = {"type": "deleted"}
MISSING = object()
EARLIER = {
    "created",
    "done_on",
    "reached_on",
}  # of two days the earlier one: what was done twice was done then
GREATER = {"order"}  # of two sort keys the greater one: where it stands is no question worth asking


def merge(base: Plain | None, mine: Plain, theirs: Plain) -> Plain:
    """What both become. `base` is None where nobody knows it. A plain member that both changed to different values
    becomes `{"conflict": [mine, theirs]}`; a change wins over a deletion."""
    if "deleted" in {mine["type"], theirs["type"]}:
        kept = theirs if mine["type"] == "deleted" else mine
        return kept if kept["type"] != "deleted" and not _same(_content(kept), _content(base)) else dict(DELETED)
    merged = _members(base or {}, mine, theirs)
    counters = [mine.get("by", {}), theirs.get("by", {})]
    merged["by"] = {device: max(one.get(device, 0) for one in counters) for device in counters[0] | counters[1]}
    return merged


def _content(plain: Plain | None) -> Plain:
    """A record without the write counters, which change with every write."""
    return {name: value for name, value in (plain or {}).items() if name != "by"}


def _members(base: Plain, mine: Plain, theirs: Plain) -> Plain:
    found = {
        name: _value(name, base.get(name, MISSING), mine.get(name, MISSING), theirs.get(name, MISSING))
        for name in mine | theirs
    }
    return {name: value for name, value in found.items() if value is not MISSING}


def _sides(value: Any) -> list[Any]:
    """The sides of an open question; one side where there is none."""
    open_question = isinstance(value, dict) and list(value) == ["conflict"] and isinstance(value["conflict"], list)
    return value["conflict"] if open_question else [value]


def _same(one: Any, other: Any) -> bool:
    """Equal; the sides of an open question in any order. True and 1 differ, as they do in JSON."""
    if MISSING in (one, other):
        return one is other
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    first, second = _sides(one), _sides(other)
    if len(first) > 1 or len(second) > 1:
        return len(first) == len(second) and all(side in second for side in first)
    return one == other


def _value(name: str, base: Any, mine: Any, theirs: Any) -> Any:  # noqa: PLR0911 -- one return for each rule
    if _same(mine, theirs) or _same(theirs, base):
        return mine
    if _same(mine, base):
        return theirs
    if mine is MISSING or theirs is MISSING:  # taken away here, changed there: what was changed stays
        return theirs if mine is MISSING else mine
    if isinstance(mine, str) and isinstance(theirs, str) and name in EARLIER | GREATER:
        return min(mine, theirs) if name in EARLIER else max(mine, theirs, key=_utf16)
    lists = [[] if base is MISSING else base, mine, theirs]
    if all(isinstance(one, list) for one in lists):
        if all(_are_things(one) for one in lists):
            return _things(*lists)
        if all(isinstance(item, str | int | float) for one in lists for item in one):
            return _set(*lists)
    sides = list(_sides(mine))
    sides += [side for side in _sides(theirs) if side not in sides]
    return {"conflict": sides}


def _are_things(values: list[Any]) -> bool:
    ids = [one.get("id") if isinstance(one, dict) else None for one in values]
    return all(isinstance(one, str) for one in ids) and len(set(ids)) == len(ids)


def _things(base: list[Plain], mine: list[Plain], theirs: list[Plain]) -> list[Plain]:
    before, here, there = ({one["id"]: one for one in values} for values in (base, mine, theirs))
    merged = []
    for each in dict.fromkeys([*here, *there]):
        if each in here and each in there:
            merged.append(_members(before.get(each, {}), here[each], there[each]))
        else:
            kept = here.get(each) or there[each]
            if not _same(kept, before.get(each, MISSING)):  # new, or changed while the other side took it away
                merged.append(kept)
    if any("order" in one for one in merged):
        merged.sort(key=lambda one: (_utf16(str(one.get("order", ""))), one["id"]))
    return merged


def _set(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    removed = [one for one in base if one not in mine or one not in theirs]
    union = [*mine, *(one for one in theirs if one not in mine)]
    return sorted((one for one in union if one not in removed), key=lambda one: _utf16(str(one)))


def _utf16(text: str) -> bytes:
    """Sorts as JavaScript does, by UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")
