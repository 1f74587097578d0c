"""What is counted: routes and outcomes, never anything that a request carried."""

import re

from prometheus_client import generate_latest

from api import metrics
from running import House


async def test_counts_name_routes_and_statuses_and_nothing_of_a_request(house: House):
    async with house.client() as http:
        await http.get("/api/v1/events?since=77123456")
        await http.request("PROPFIND", "/api/v1/sessions/" + "ab" * 16)
    text = generate_latest(metrics.REGISTRY).decode()
    assert 'handrail_requests_total{method="GET",route="/events",status="401"}' in text
    assert 'method="other",route="/sessions/{session}",status="405"' in text
    assert "77123456" not in text
    assert "ab" * 16 not in text
    labels = set(re.findall(r'(\w+)="', text))
    assert labels <= {"method", "route", "status", "verdict", "le"}
