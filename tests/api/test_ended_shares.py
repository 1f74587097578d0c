"""A share that has ended: what its key row still holds, that it may begin again, and that it ends once only."""

from dataclasses import dataclass
from typing import Any

import pytest

from api.services import feed
from api.services.shares import GONE_KEPT_SECONDS, end_expired_shares, forget_gone
from api.services.staff import disable_staff
from asking import new_write, reader_key
from running import Clock, House, Phone

WAYS = ("write", "until", "link", "organisation")
KEY = 'SELECT sealed, until, gone_at, seq FROM "key" WHERE account = ? AND record = ?'
MINUTE = 60


@dataclass
class End:
    """She drops the reader, its time passes, she ends the link, or the case manager's account is shut."""

    how: str
    house: House
    survivor: Phone
    reader: Phone
    clock: Clock

    async def __call__(self, record: str, link: str) -> None:
        """Ends the share of a record across a link."""
        database = self.house.server.database
        if self.how == "write":
            await self.survivor.written(new_write(record, 1, epoch=2))
        elif self.how == "until":
            self.clock.forward(MINUTE)
            assert await end_expired_shares(database, int(self.clock.time())) == 1
        elif self.how == "link":
            assert (await self.survivor.call("DELETE", f"/links/{link}")).status_code == 204
        else:
            await disable_staff(database, self.reader.account, self.house.server.settings.journal_file)


@pytest.fixture(params=WAYS)
def end(request: pytest.FixtureRequest, house: House, survivor: Phone, reader: Phone, clock: Clock) -> End:
    return End(request.param, house, survivor, reader, clock)


async def key_row(house: House, owner: Phone, holder: Phone, record: str) -> dict:
    [row] = await house.rows(KEY, holder.account, owner.account + record)
    return row


async def test_the_key_row_of_an_ended_share_holds_no_key_and_no_time_and_has_a_new_number(
    house: House, survivor: Phone, reader: Phone, clock: Clock, end: End
):
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link, clock.stop() + MINUTE)])
    await survivor.written(write)
    before = await key_row(house, survivor, reader, write["id"])
    assert (before["sealed"] is None, before["gone_at"]) == (False, 0)
    clock_before = await clocks(house)
    await end(write["id"], link)
    after = await key_row(house, survivor, reader, write["id"])
    assert (after["sealed"], after["until"], after["gone_at"]) == (None, 0, int(clock.time()))
    now = await clocks(house)
    assert after["seq"] == now[reader.account] == clock_before[reader.account] + 1
    own = await key_row(house, survivor, survivor, write["id"])
    assert own["seq"] == now[survivor.account] > clock_before[survivor.account]  # her client hears of it too
    assert (own["sealed"] is None, own["gone_at"]) == (False, 0)


async def clocks(house: House) -> dict[str, int]:
    return {row["id"]: row["clock"] for row in await house.rows("SELECT id, clock FROM account")}


@pytest.mark.parametrize("end", WAYS[:-1], indirect=True)
async def test_what_has_ended_may_be_shared_again_and_is_read_again(
    house: House, survivor: Phone, reader: Phone, clock: Clock, end: End
):
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link, clock.stop() + MINUTE)])
    await survivor.written(write)
    await reader.sync()
    await end(write["id"], link)
    assert [row["gone"] for row in (await reader.sync())["records"]] in ([], [True])
    again = await house.link(survivor, reader) if end.how == "link" else link
    base = 2 if end.how == "write" else 1
    shared = new_write(write["id"], base, epoch=base + 1, readers=[reader_key(again)])
    await survivor.written(shared)
    [row] = (await reader.sync())["records"]
    assert (row["gone"], row["body"], row["key"]) == (False, shared["body"], shared["keys"][1]["key"])
    assert [one["link"] for one in (await survivor.sync())["records"][0]["readers"]] == [again]
    assert (await survivor.events()).count("share-begun") == 2


async def test_a_share_that_has_ended_does_not_end_once_more_with_its_link(
    house: House, survivor: Phone, reader: Phone
):
    link = await house.link(survivor, reader)
    ended, other = new_write(readers=[reader_key(link)]), new_write(readers=[reader_key(link)])
    await survivor.written(ended, other)
    await survivor.written(new_write(ended["id"], 1, epoch=2))
    before = await key_row(house, survivor, reader, ended["id"])
    assert (await reader.call("DELETE", f"/links/{link}")).status_code == 204
    assert await key_row(house, survivor, reader, ended["id"]) == before
    assert (await key_row(house, survivor, reader, other["id"]))["sealed"] is None
    assert (await survivor.events()).count("share-ended") == 2


async def test_of_two_writes_in_one_request_only_the_first_ends_a_share(house: House, survivor: Phone, reader: Phone):
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    before = await clocks(house)
    await survivor.written(new_write(write["id"], 1, epoch=2), new_write(write["id"], 2, epoch=2))
    assert (await clocks(house))[reader.account] == before[reader.account] + 1
    assert (await survivor.events()).count("share-ended") == 1


async def test_a_share_that_ends_between_the_look_and_the_delivery_is_not_delivered(
    house: House, survivor: Phone, reader: Phone, monkeypatch: pytest.MonkeyPatch
):
    link = await house.link(survivor, reader)
    await survivor.written(new_write(readers=[reader_key(link)]))
    deliver = feed._deliver

    async def meanwhile(*args: Any) -> Any:
        assert (await survivor.call("DELETE", f"/links/{link}")).status_code == 204
        return await deliver(*args)

    monkeypatch.setattr(feed, "_deliver", meanwhile)
    assert (await reader.sync())["records"] == []
    assert "delivered" not in await survivor.events()
    assert [row["gone"] for row in (await reader.sync())["records"]] in ([], [True])


async def test_what_is_still_shared_stays_when_an_ended_share_with_a_later_number_is_forgotten(
    house: House, survivor: Phone, reader: Phone, clock: Clock
):
    link = await house.link(survivor, reader)
    kept, ended = new_write(readers=[reader_key(link)]), new_write(readers=[reader_key(link)])
    await survivor.written(kept, ended)
    await survivor.written(new_write(ended["id"], 1, epoch=2))
    clock.forward(GONE_KEPT_SECONDS + 1)
    assert await forget_gone(house.server.database, int(clock.time())) == 1
    rows = await house.rows('SELECT record FROM "key" WHERE account = ?', reader.account)
    assert [row["record"] for row in rows] == [survivor.account + kept["id"]]
    own = await house.rows('SELECT record FROM "key" WHERE account = ?', survivor.account)
    assert len(own) == 2


async def test_a_key_row_that_outlived_its_link_goes_with_the_account_that_it_is_of(
    house: House, survivor: Phone, reader: Phone
):
    """It should not be there; if it is, by a mistake or by hand, a deletion still takes it from whoever holds it."""
    link = await house.link(survivor, reader)
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)
    cursor = await reader.cursor()
    await house.execute("UPDATE link SET state = 'ended', ended_at = 1 WHERE id = ?", link)
    gone = await survivor.call("DELETE", "/account", {"sign_in_key": survivor.words["sign_in_key"]})
    assert gone.status_code == 204
    row = await key_row(house, survivor, reader, write["id"])
    assert (row["sealed"], row["gone_at"] > 0) == (None, True)
    assert [(row["id"], row["gone"]) for row in (await reader.sync(since=cursor))["records"]] == [(write["id"], True)]
