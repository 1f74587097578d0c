"""Statements that are sent together: in order, and all or nothing."""

import pytest
from tortoise.exceptions import IntegrityError

from api.storage.sync_sql import Statement, fetch_all, run_all
from running import House

ADD = Statement.of("INSERT INTO deployment (name, value) VALUES (?, ?)")
FIND = Statement.of("SELECT value FROM deployment WHERE name = ?")


async def test_of_several_statements_sent_together_none_stays_when_one_fails(house: House):
    database = house.server.database
    with pytest.raises(IntegrityError):
        async with database.write_transaction() as transaction:
            await run_all(transaction, (ADD, [("one", "1"), ("two", "2")]), (ADD, []), (ADD, [("one", "3")]))
    assert await house.rows("SELECT name FROM deployment WHERE name IN ('one', 'two')") == []


async def test_statements_sent_together_are_run_in_order_and_each_has_its_own_rows(house: House):
    async with house.server.database.write_transaction() as transaction:
        await run_all(transaction, (ADD, [("one", "1")]), (ADD, [("two", "2")]))
        answers = await fetch_all(transaction, *((FIND, (name,)) for name in ("two", "none", "one")))
    assert answers == [[{"value": "2"}], [], [{"value": "1"}]]
