"""Every address of the API, who may call it, what it takes and what it answers: one line each."""

from collections.abc import Mapping

import msgspec
from starlette.routing import Route

from api.services.events import EventPage
from api.services.subscriptions import Tried
from api.services.sync import SyncAnswer
from api.web import accounts, devices, links, push, staff, sync
from api.web.endpoints import Endpoint, Resource
from api.web.parsing import SYNC_BODY
from api.web.replies import Replies
from api.web.session import Who

ROOT = "/api/v1"
Answers = Mapping[int, type[msgspec.Struct] | None]
ANYONE, SIGNED_IN, SIGNED_IN_OR_RECOVERING = Who.ANYONE, Who.SIGNED_IN, Who.SIGNED_IN_OR_RECOVERING
SURVIVOR, STAFF, STAFF_FIRST, SIGNED_IN_FIRST = (
    *(Who.SURVIVOR, Who.CASE_MANAGER),
    *(Who.CASE_MANAGER_FIRST_STEP, Who.SIGNED_IN_OR_FIRST_STEP),
)
DONE: Answers = {204: None}
STORED: Answers = {201: None}
OPENED_OR_WAITS: Answers = {200: accounts.Opened, 202: accounts.Waits}
CREDENTIALS = "/account/credentials"


ENDPOINTS: list[Endpoint] = [
    Endpoint("GET", "", ANYONE, accounts.describe, {200: accounts.Service}),
    Endpoint("POST", "/accounts", ANYONE, accounts.sign_up, {201: accounts.Made}, accounts.NewAccount),
    Endpoint("DELETE", "/account", SIGNED_IN, accounts.delete, DONE, accounts.Deletion),
    Endpoint("PUT", CREDENTIALS, SIGNED_IN_OR_RECOVERING, accounts.change_credentials, DONE, accounts.NewCredentials),
    Endpoint("POST", "/session", ANYONE, accounts.sign_in, {200: accounts.Opened}, accounts.SignIn),
    Endpoint("DELETE", "/session", SIGNED_IN_FIRST, accounts.sign_out, DONE, accounts.SignOut),
    Endpoint("POST", "/recovery", ANYONE, accounts.recover, OPENED_OR_WAITS, accounts.Recovery),
    Endpoint("DELETE", "/recovery", SIGNED_IN, accounts.stop_recovery, DONE),
    Endpoint("GET", "/sessions", SIGNED_IN_FIRST, devices.list_devices, {200: devices.Devices}),
    Endpoint("PUT", "/sessions/current", SIGNED_IN_FIRST, devices.name_device, DONE, devices.Name),
    Endpoint("DELETE", "/sessions/{session}", SIGNED_IN_FIRST, devices.end_device, DONE),
    Endpoint("POST", "/sync", SIGNED_IN, sync.sync, {200: SyncAnswer}, sync.SyncRequest, SYNC_BODY),
    Endpoint("PUT", "/reminders", SIGNED_IN, sync.pause_reminders, DONE, sync.Pause),
    Endpoint("GET", "/events", SIGNED_IN, sync.events, {200: EventPage}, sync.Since),
    Endpoint("GET", "/push/key", ANYONE, push.key, {200: push.PushKey}),
    Endpoint("PUT", "/push/subscription", SIGNED_IN, push.subscribe, STORED, push.NewSubscription),
    Endpoint("DELETE", "/push/subscription", SIGNED_IN, push.unsubscribe, DONE),
    Endpoint("POST", "/push/test", SIGNED_IN, push.test, {200: Tried}),
    Endpoint("PUT", "/device-key/{device}", SIGNED_IN, devices.store_half, STORED, devices.NewHalf),
    Endpoint("POST", "/device-key/{device}", SIGNED_IN, devices.fetch_half, {200: devices.Half}, devices.Proof),
    Endpoint("DELETE", "/device-key/{device}", SIGNED_IN, devices.empty_half, DONE),
    Endpoint("DELETE", "/device-keys", SIGNED_IN, devices.empty_all_halves, DONE),
    Endpoint("POST", "/invitations", STAFF, links.invite, STORED, links.NewInvitation),
    Endpoint("GET", "/links/{link}", SIGNED_IN, links.view, {200: links.LinkView}),
    Endpoint("PUT", "/links/{link}", SURVIVOR, links.accept, {201: None, 200: None}, links.Acceptance),
    Endpoint("DELETE", "/links/{link}", SIGNED_IN, links.end, DONE),
    Endpoint("POST", "/staff/totp", STAFF_FIRST, staff.new_totp, {200: staff.TotpSecret}),
    Endpoint("PUT", "/staff/totp", STAFF_FIRST, staff.confirm_totp, DONE, staff.TotpCode),
    Endpoint("POST", "/staff/passkeys/options", STAFF_FIRST, staff.passkey_options, {200: staff.PasskeyOptions}),
    Endpoint("POST", "/staff/passkeys", STAFF_FIRST, staff.add_passkey, STORED, staff.NewPasskey),
    Endpoint("GET", "/session/second-step", STAFF_FIRST, staff.describe_second_step, {200: staff.SecondStep}),
    Endpoint("POST", "/session/second-step", STAFF_FIRST, staff.pass_second_step, DONE, staff.SecondStepAnswer),
]


def routes(replies: Replies) -> list[Route]:
    """Gives one route for each path of the table."""
    by_path: dict[str, list[Endpoint]] = {}
    for endpoint in ENDPOINTS:
        by_path.setdefault(endpoint.path, []).append(endpoint)
    # `/sessions/current` stands before `/sessions/{session}` in the table: the first that fits answers.
    return [Route(ROOT + path, Resource(endpoints, replies)) for path, endpoints in by_path.items()]
