"""Links: inviting, accepting, ending, and what an end takes away at once."""

import asyncio
import json
import shutil

import pytest

from api.services.links import LONGEST_SECONDS, forget_old
from api.services.replay import replay
from api.services.staff import disable_staff
from asking import new_id, new_write, noise, reader_key
from running import Clock, House, Phone


def is_missing(answer) -> None:
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.fixture
async def survivor(house: House) -> Phone:
    return await house.sign_up()


@pytest.fixture
async def worker(house: House) -> Phone:
    return await house.case_manager()


async def test_she_sees_who_invites_and_what_they_must_report_before_she_accepts(survivor: Phone, worker: Phone):
    link, card = new_id(), noise(200)
    assert (await worker.call("POST", "/invitations", {"link": link, "card": card})).status_code == 201
    told = await survivor.get(f"/links/{link}")
    assert (told["state"], told["card"], told["case_manager"]) == ("invited", card, worker.account)
    assert told["case_manager_key"] == worker.words["public_key"]
    assert (told["organisation"], told["duties"]) == ("Organisation One", "What we must report.")
    assert (told["survivor"], told["survivor_key"], told["proof"], told["ended_by"]) == (None, None, None, None)
    proof = {"proof": noise(32)}
    assert (await survivor.call("PUT", f"/links/{link}", proof)).status_code == 201
    assert (await survivor.call("PUT", f"/links/{link}", proof)).status_code == 200
    seen = await worker.get(f"/links/{link}")
    assert (seen["state"], seen["survivor"], seen["proof"]) == ("accepted", survivor.account, proof["proof"])
    assert seen["survivor_key"] == survivor.words["public_key"]
    for one in (survivor, worker):
        assert (await one.get("/events"))["events"][-1]["kind"] == "link-made"


async def test_an_invitation_is_used_by_one_and_then_not_there_for_others(house: House, worker: Phone):
    link = await house.link(await house.sign_up(), worker)
    other = await house.sign_up()
    is_missing(await other.call("GET", f"/links/{link}"))
    is_missing(await other.call("PUT", f"/links/{link}", {"proof": noise(32)}))
    is_missing(await other.call("DELETE", f"/links/{link}"))


async def test_two_who_accept_at_once_are_one_link(house: House, worker: Phone):
    link = await house.link(await house.sign_up(), worker, "invited")
    both = [await house.sign_up() for _ in range(2)]
    answers = await asyncio.gather(*(one.call("PUT", f"/links/{link}", {"proof": noise(32)}) for one in both))
    assert sorted(answer.status_code for answer in answers) == [201, 404]


async def test_an_invitation_ends_by_itself(survivor: Phone, worker: Phone, clock: Clock):
    now = clock.stop()
    for expires, ahead in ((None, 15 * 60), (now + 60, 60), (now + LONGEST_SECONDS, LONGEST_SECONDS)):
        link = new_id()
        body = {"link": link, "card": noise(200)} | ({} if expires is None else {"expires": expires})
        assert (await worker.call("POST", "/invitations", body)).status_code == 201
        clock.forward(ahead - 1)
        assert (await survivor.call("GET", f"/links/{link}")).status_code == 200
        clock.forward(1)
        is_missing(await survivor.call("GET", f"/links/{link}"))
        is_missing(await survivor.call("PUT", f"/links/{link}", {"proof": noise(32)}))
        clock.forward(-ahead)


@pytest.mark.parametrize("ahead", [0, -1, LONGEST_SECONDS + 1])
async def test_an_invitation_lasts_up_to_thirty_days(worker: Phone, clock: Clock, ahead: int):
    body = {"link": new_id(), "card": noise(200), "expires": clock.stop() + ahead}
    answer = await worker.call("POST", "/invitations", body)
    assert (answer.status_code, answer.json()["field"]) == (422, "$.expires")


async def test_the_same_invitation_again_is_no_mistake_and_another_under_its_id_is(house: House, worker: Phone):
    body = {"link": new_id(), "card": noise(200)}
    for _ in range(2):
        assert (await worker.call("POST", "/invitations", body)).status_code == 201
    assert (await worker.call("POST", "/invitations", body | {"card": noise(200)})).status_code == 409
    assert (await (await house.case_manager()).call("POST", "/invitations", body)).status_code == 409


async def test_survivors_invite_nobody_and_case_managers_accept_nothing(house: House, survivor: Phone, worker: Phone):
    body = {"link": new_id(), "card": noise(200)}
    assert (await survivor.call("POST", "/invitations", body)).status_code == 403
    await worker.call("POST", "/invitations", body)
    for staff in (worker, await house.case_manager()):
        is_missing(await staff.call("PUT", f"/links/{body['link']}", {"proof": noise(32)}))


@pytest.mark.parametrize("by", ["survivor", "worker"])
async def test_either_side_ends_it_and_everything_across_it_goes_at_once(
    house: House, survivor: Phone, worker: Phone, by: str
):
    link = await house.link(survivor, worker)
    kept = await house.link(survivor, other := await house.case_manager())
    hers, theirs = new_write(readers=[reader_key(link), reader_key(kept)]), new_write(readers=[reader_key(link)])
    await survivor.written(hers)
    await worker.written(theirs)
    await worker.sync()
    her_cursor, their_cursor = await survivor.cursor(), await worker.cursor()
    assert (await {"survivor": survivor, "worker": worker}[by].call("DELETE", f"/links/{link}")).status_code == 204
    seen = {
        row["id"]: (row["owner"], row["gone"], row["body"])
        for row in (await worker.sync(since=their_cursor))["records"]
    }
    assert seen[hers["id"]] == (survivor.account, True, None)
    told = {row["id"]: row for row in (await survivor.sync(since=her_cursor))["records"]}
    assert told[theirs["id"]]["gone"] is True
    assert [one["link"] for one in told[hers["id"]]["readers"]] == [kept]  # a new number: her client turns the key
    assert [row["id"] for row in (await other.sync())["records"]] == [hers["id"]]
    assert (await survivor.sync(new_write(hers["id"], 1, epoch=2, readers=[reader_key(link)])))["written"][0][
        "error"
    ] == "link"
    for one in (survivor, worker):
        assert (await one.call("DELETE", f"/links/{link}")).status_code == 204  # once more is no mistake
        assert (await one.get(f"/links/{link}"))["state"] == "ended"
        assert (await one.get(f"/links/{link}"))["ended_by"] is None  # nobody learns which of the two
        assert (await one.events()).count("link-ended") == 1
    assert (await survivor.events()).count("share-ended") == 1


async def test_17_a_reader_gets_nothing_of_the_new_epoch_after_the_end_in_a_race(
    house: House, survivor: Phone, worker: Phone
):
    link = await house.link(survivor, worker)
    write = new_write(readers=[reader_key(link)])
    await survivor.written(write)

    async def read(until: asyncio.Event) -> set[str]:
        bodies = set()
        while not until.is_set():
            bodies |= {row["body"] for row in (await worker.sync())["records"] if row["body"]}
        return bodies | {row["body"] for row in (await worker.sync())["records"] if row["body"]}

    done = asyncio.Event()
    readers = [asyncio.create_task(read(done)) for _ in range(3)]
    await asyncio.sleep(0.02)
    assert (await survivor.call("DELETE", f"/links/{link}")).status_code == 204
    assert not [row for row in (await worker.sync())["records"] if row["body"]]
    secret = new_write(write["id"], 1, epoch=2)
    await survivor.written(secret)
    await asyncio.sleep(0.05)
    done.set()
    seen = set().union(*await asyncio.gather(*readers))
    assert seen <= {write["body"]}


async def test_an_end_and_a_share_at_once_leave_no_key_behind(house: House, survivor: Phone, worker: Phone):
    for _ in range(5):
        link = await house.link(survivor, worker)
        writes = [new_write(readers=[reader_key(link)]) for _ in range(4)]
        shares = [survivor.call("POST", "/sync", {"write": [write]}) for write in writes]
        await asyncio.gather(*shares, worker.call("DELETE", f"/links/{link}"))
        held = "SELECT name FROM key WHERE link = ? AND gone_at = 0"
        assert await house.rows(held, link) == []


async def test_who_is_shut_by_the_organisation_is_told_as_that_with_whom_to_call(
    house: House, survivor: Phone, worker: Phone
):
    link, waiting = await house.link(survivor, worker), await house.link(survivor, worker, "invited")
    await survivor.written(write := new_write(readers=[reader_key(link)]))
    await disable_staff(house.server.database, worker.account, house.server.settings.journal_file)
    assert (await worker.call("POST", "/sync", {})).status_code == 401
    told = await survivor.get(f"/links/{link}")
    assert (told["state"], told["ended_by"], told["contact"]) == ("ended", "organisation", "Call the office.")
    row = (await survivor.sync())["records"][0]
    assert (row["body"], row["readers"]) == (write["body"], [])
    is_missing(await survivor.call("PUT", f"/links/{waiting}", {"proof": noise(32)}))


async def test_a_case_manager_who_deletes_the_account_ends_every_link(house: House, survivor: Phone, worker: Phone):
    link = await house.link(survivor, worker)
    await survivor.written(new_write(readers=[reader_key(link)]))
    cursor = await survivor.cursor()
    gone = await worker.call("DELETE", "/account", {"sign_in_key": worker.words["sign_in_key"]})
    assert gone.status_code == 204
    told = await survivor.sync(since=cursor)
    assert told["links"] == [{"id": link, "state": "ended"}]
    assert [row["readers"] for row in told["records"]] == [[]]
    assert (await survivor.events())[-2:] == ["share-ended", "link-ended"]


async def test_23_a_backup_put_back_reopens_no_link(house: House, survivor: Phone, worker: Phone):
    """The rows of before the end stand there again; the journal, which no backup holds, is carried out at the start."""
    shut = await house.case_manager()
    links = [await house.link(survivor, one) for one in (worker, shut)]
    stays = await house.link(await house.sign_up(), worker)
    await survivor.written(write := new_write(readers=[reader_key(link) for link in links]))
    keys = await house.rows("SELECT * FROM key WHERE link IS NOT NULL ORDER BY name")
    journal = house.server.settings.journal_file
    await survivor.call("DELETE", f"/links/{links[0]}")
    await disable_staff(house.server.database, shut.account, journal)
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    told = [(line.get("ended"), line.get("by"), line.get("disabled")) for line in lines]
    expected = [(links[0], None, None), (links[1], "organisation", None), (None, None, shut.account)]
    assert told == expected
    for link in links:
        await house.execute("UPDATE link SET state = 'accepted', ended_at = NULL, ended_by = NULL WHERE id = ?", link)
    for key in keys:
        again = "UPDATE key SET sealed = ?, gone_at = 0 WHERE name = ?"
        await house.execute(again, key["sealed"], key["name"])
    with journal.open("a") as file:
        file.write('{"ended": "cut off by the po')
    assert [row["id"] for row in (await worker.sync())["records"]] == [write["id"]]
    assert await replay(house.server.database, journal) == 2
    assert all(row["gone"] for row in (await worker.sync(since=None))["records"])
    assert (await survivor.get(f"/links/{links[1]}"))["ended_by"] == "organisation"
    states = {one["id"]: one["state"] for one in (await worker.sync())["links"]}
    assert states == {links[0]: "ended", stays: "accepted"}
    assert await replay(house.server.database, journal) == 0


async def test_23_a_deleted_account_that_a_restore_brought_back_goes_again(house: House, survivor: Phone):
    journal = house.server.settings.journal_file
    journal.write_text(json.dumps({"deleted": survivor.account, "at": 1}) + "\n")
    assert await replay(house.server.database, journal) == 1
    assert await house.rows("SELECT id FROM account") == []
    shutil.copy(journal, journal.with_suffix(".copy"))
    assert await replay(house.server.database, journal) == 0


async def test_links_are_forgotten_after_180_days(house: House, survivor: Phone, worker: Phone, clock: Clock):
    ended = await house.link(survivor, worker, "ended")
    await house.link(survivor, worker, "invited")
    stays = await house.link(survivor, worker)
    clock.forward(180 * 86400 + 16 * 60)
    await forget_old(house.server.database, int(clock.time()))
    assert [row["id"] for row in await house.rows("SELECT id FROM link")] == [stays]
    assert ended != stays
