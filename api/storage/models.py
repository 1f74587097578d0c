"""The tables. Each column that is in clear says why it may be.

Rows are named by what they hang from, as hexadecimal digits one after another: a record is `owner ‖ id`, a key row is
`owner ‖ id ‖ account`, a reminder `owner ‖ id ‖ at`, an event `account ‖ n`, a device half `account ‖ device`
(`api/ids.py` builds them). So the primary key is also the index for "all that is this account's" and "all that is this
record's" (`BETWEEN ids.below(...)`), there is no sequence across the database, and it can be split by account. For the
same reason `Record`, `Key`, `Reminder` and `Event` carry no foreign keys: deleting goes account by account, in
`services/deletion.py`. All times are whole seconds since 1970 UTC; all days whole days since then.

A thief of these tables learns what protocol.md ("Promise") says, no more: that accounts exist, links, number and size
of records, when each changes, the quarter hours of reminders, days of use, and push endpoints.
"""

from typing import Any

from tortoise import fields
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.models import Model


class IndexWhere(Index):
    """An index over the rows that `where` (SQL for both engines) picks: small where most rows are not picked."""

    def __init__(self, *, fields: list[str], name: str, where: str) -> None:
        """Takes the columns, a name and the condition."""
        super().__init__(fields=fields, name=name)
        self.where = where
        self.extra = f" WHERE {where}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Gives what the migration writer needs to write this index down."""
        path, positional, named = super().deconstruct()
        return path, positional, {**named, "where": self.where}


class Account(Model):
    """One person's account. No name, no mail, no phone number, nothing that is not needed to let her in."""

    id = fields.CharField(32, primary_key=True)  # random
    role = fields.CharField(16)  # "survivor" or "case-manager": decides which routes answer
    lookup = fields.CharField(64, unique=True)  # HMAC of her lookup under the pepper: useless without the secrets file
    sign_in_hash = fields.CharField(128)  # Argon2id of HMAC(pepper, sign_in_key)
    recovery_lookup = fields.CharField(64, unique=True)  # as lookup, from the recovery code
    recovery_hash = fields.CharField(128)  # as sign_in_hash, from the recovery code
    pepper = fields.IntField(db_default=1)  # number of the pepper that lookup and sign_in_hash stand on
    recovery_pepper = fields.IntField(db_default=1)  # as pepper, for the two of the recovery code
    recovery_wait = fields.IntField()  # 86400 or 0: must be known before she can open anything
    recovery_opens = fields.BigIntField(null=True)  # when a waiting recovery opens: the clock that runs is the server's
    public_key = fields.BinaryField()  # 32 bytes X25519, public by nature
    private_key = fields.BinaryField()  # sealed, 92 bytes
    slots = fields.BinaryField()  # sealed or random, 8 × 92 bytes
    vault_chain = fields.BinaryField()  # sealed, up to 8 × 92 bytes
    clock = fields.BigIntField(default=0)  # number of the last change in her feed
    floor = fields.BigIntField(default=0)  # highest number of a *gone* row dropped after 180 days: older cursors end
    events = fields.BigIntField(default=0)  # number of her last event: so that n has no gaps
    records = fields.IntField(default=0)  # live records of hers: the limit of 10,000
    stored = fields.BigIntField(default=0)  # bytes of her live bodies: the limit of 64 MiB
    paused_until = fields.BigIntField(default=0)  # reminders that fall due before are dropped; 0: not paused
    disabled = fields.BooleanField(default=False)  # by the operator's command, for an abusive account
    idle_since = fields.IntField(
        null=True
    )  # day since which no device is signed in, so that a purge can tell; else null
    organisation = fields.CharField(120, null=True)  # case managers only: survivors are shown it before they connect
    display_name = fields.CharField(120, null=True)  # case managers only, as above

    class Meta:
        table = "account"


class Session(Model):
    """A device that is signed in. No user agent, no address."""

    token_hash = fields.CharField(64, primary_key=True)  # SHA-256 of a random token
    id = fields.CharField(32, unique=True)  # random; names the session in the list of devices
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "handrail.Account", related_name="sessions", on_delete=OnDelete.CASCADE, db_index=True
    )  # whose it is
    kind = fields.CharField(16)  # "full"; "recovery": good only for new credentials; "first-step": staff, not yet all
    label = fields.BinaryField(null=True)  # sealed by her client, 64 bytes
    first_day = fields.IntField()  # shown in her list of devices, to the day
    last_day = fields.IntField()  # slides the 400 days; decides whether a recovery must wait
    ends = fields.BigIntField()  # second at which it ends if it is not used again
    challenge = fields.BinaryField(null=True)  # 32 random bytes that a passkey is to sign; used once
    challenge_ends = fields.BigIntField(null=True)  # until when

    class Meta:
        table = "session"


class Record(Model):
    """A sealed record. What kind of thing it is stands inside the seal."""

    name = fields.CharField(64, primary_key=True)  # owner ‖ id: who holds how many records is known to the server
    epoch = fields.IntField()  # which record key: counts turns of the key
    revision = fields.IntField()  # counts changes
    body = fields.BinaryField(null=True)  # sealed and padded; null when gone for all
    body_hash = fields.CharField(64)  # SHA-256 of the body: finds a repeat without reading the body
    previous_epoch = fields.IntField(null=True)  # these three find a repeat of the write before
    previous_revision = fields.IntField(null=True)
    previous_hash = fields.CharField(64, null=True)
    size = fields.IntField()  # bytes of the body: the limit of 64 MiB; the padding leaves a dozen sizes

    class Meta:
        table = "record"


class Key(Model):
    """Who may have a record: access list, feed and delivery log in one."""

    name = fields.CharField(96, primary_key=True)  # owner ‖ id ‖ account
    account = fields.CharField(32)  # who holds it: as name, in front for the feed's index
    record = fields.CharField(64)  # owner ‖ id: as name, to reach the record
    link = fields.CharField(32, null=True)  # across which link; null: her own
    sealed = fields.BinaryField(null=True)  # the record key, sealed to her vault or to the reader; null when gone
    epoch = fields.IntField()  # the record's epoch that the sealed key is of: a dropped reader needs the next
    until = fields.BigIntField(default=0)  # first second at which it no longer counts: the server must stop it; 0: open
    seq = fields.BigIntField()  # number in the holder's feed
    delivered = fields.IntField(default=0)  # last revision handed to a reader: she is told
    gone_at = fields.BigIntField(default=0)  # when it was revoked: such rows stay 180 days; 0: it holds

    class Meta:
        table = "key"
        indexes = (
            Index(fields=["account", "seq"], name="key_feed"),
            IndexWhere(fields=["until"], name="key_until", where="until > 0"),
            IndexWhere(fields=["gone_at"], name="key_gone", where="gone_at > 0"),
        )


class Reminder(Model):
    """A push that is to go out. The table is the queue."""

    name = fields.CharField(80, primary_key=True)  # owner ‖ id ‖ at
    account = fields.CharField(32)  # whose devices are pushed to
    record = fields.CharField(64)  # owner ‖ id: names the push's tag
    at = fields.BigIntField()  # due, to the quarter hour: a server that sends must know when
    notice = fields.BinaryField(null=True)  # sealed text, at most 512 bytes; null once sent
    next_at = fields.BigIntField(null=True)  # due time, retry time and lease end in one; null: no more to do
    attempt = fields.IntField(default=0)  # tries so far
    expires = fields.BigIntField()  # when a retry ends
    devices = fields.TextField(null=True)  # sessions (token hashes, blanks between) still to push to; null: all

    class Meta:
        table = "reminder"
        indexes = (IndexWhere(fields=["next_at"], name="reminder_queue", where="next_at IS NOT NULL"),)


class Subscription(Model):
    """Where pushes of one session go. The push service can name a phone's account from the endpoint: it says so."""

    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "handrail.Session", related_name="subscription", on_delete=OnDelete.CASCADE, primary_key=True
    )  # the session that made it, and ends with it
    account = fields.CharField(32, db_index=True)  # whose reminders go there
    endpoint = fields.TextField()  # needed to send
    endpoint_hash = fields.CharField(64, db_index=True)  # SHA-256 of it: one browser is pushed to once
    p256dh = fields.BinaryField()  # the browser's public key, 65 bytes
    auth = fields.BinaryField()  # the browser's authentication secret, 16 bytes
    lang = fields.CharField(35, null=True)  # language of the neutral title
    failures = fields.IntField(default=0)  # in a row

    class Meta:
        table = "subscription"


class Link(Model):
    """A survivor and a case manager who connected. Who is linked with whom is known to the server."""

    id = fields.CharField(32, primary_key=True)  # derived from the code's 130 random bits
    case_manager = fields.CharField(32, db_index=True)  # who invited
    survivor = fields.CharField(32, null=True, db_index=True)  # who accepted; null until then
    state = fields.CharField(16)  # "invited", "accepted", "ended"
    card = fields.BinaryField()  # sealed under the link's secret
    proof = fields.BinaryField(null=True)  # HMAC under the link's secret, 32 bytes
    expires = fields.BigIntField()  # until when it may be accepted
    ended_at = fields.BigIntField(null=True)  # kept 180 days as ended
    ended_by = fields.CharField(16, null=True)  # "organisation" if it shut the account, so that she is told; else null

    class Meta:
        table = "link"


class Invitation(Model):
    """A one-time code from the operator's command line."""

    code_hash = fields.CharField(64, primary_key=True)  # SHA-256 of a random code
    role = fields.CharField(16)  # what account it makes
    organisation = fields.CharField(120, null=True)  # case managers only
    display_name = fields.CharField(120, null=True)  # case managers only
    expires = fields.BigIntField()  # codes do not wait for ever

    class Meta:
        table = "invitation"


class Organisation(Model):
    """Where case managers work. What stands here is shown to survivors before they connect."""

    name = fields.CharField(120, primary_key=True)  # shown to her
    duties = fields.TextField()  # what its people must report by law, in its own words: shown to her
    contact = fields.TextField()  # whom to call when someone of it can no longer be reached: shown to her

    class Meta:
        table = "organisation"


class TotpKey(Model):
    """A case manager's second step by codes (RFC 6238)."""

    account: fields.OneToOneRelation[Account] = fields.OneToOneField(
        "handrail.Account", related_name="totp_key", on_delete=OnDelete.CASCADE, primary_key=True
    )  # whose it is
    secret = fields.BinaryField(null=True)  # sealed under the secrets file; null until a code confirmed one
    pending = fields.BinaryField(null=True)  # sealed: shown, not yet confirmed
    spent = fields.CharField(255, default="")  # numbers of steps whose code was used: each is good once

    class Meta:
        table = "totp_key"


class Passkey(Model):
    """A case manager's second step by a passkey (WebAuthn)."""

    id = fields.CharField(64, primary_key=True)  # SHA-256 of the credential id
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "handrail.Account", related_name="passkeys", on_delete=OnDelete.CASCADE, db_index=True
    )  # whose it is
    credential = fields.BinaryField()  # the authenticator's name for it, told to the browser at sign-in
    public_key = fields.BinaryField()  # COSE, public by nature
    signs = fields.BigIntField()  # the authenticator's count: one that goes back is a copy

    class Meta:
        table = "passkey"


class Event(Model):
    """What happened to her account, for her to see. Kept 90 days."""

    name = fields.CharField(48, primary_key=True)  # account ‖ n
    account = fields.CharField(32)  # whose log it is in
    n = fields.BigIntField()  # 1, 2, 3 … without gaps: so that a missing one is noticed
    at = fields.BigIntField(db_index=True)  # when: told to her; indexed to drop old ones
    kind = fields.CharField(24)  # one of protocol.md's list
    link = fields.CharField(32, null=True)  # which link it is about
    record = fields.CharField(32, null=True)  # which record's id it is about
    revision = fields.IntField(null=True)  # which revision was delivered

    class Meta:
        table = "event"


class DeviceKey(Model):
    """The half behind a PIN that the server holds, worth nothing without the phone's half and the PIN."""

    name = fields.CharField(64, primary_key=True)  # account ‖ device
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "handrail.Session", related_name="device_keys", on_delete=OnDelete.CASCADE, db_index=True
    )  # the session that made it, and ends with it
    proof_hash = fields.CharField(64)  # SHA-256 of 32 bytes that only the right PIN gives
    half = fields.BinaryField(null=True)  # sealed under the secrets file; null once five tries were wrong
    left_tries = fields.IntField()  # 5…0

    class Meta:
        table = "device_key"


class Deployment(Model):
    """Facts about the database itself: `rp` (fixed at first start) and `era` (new after a restore)."""

    name = fields.CharField(16, primary_key=True)
    value = fields.CharField(255)

    class Meta:
        table = "deployment"
