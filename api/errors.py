"""What can go wrong, in words of the domain. HTTP numbers live in one place: `api/web/replies.py`.

Failure                 anything that a caller is told about; `code` is the slug of its problem document
├── Malformed           not JSON, or JSON too deep
├── ForeignCursor       a cursor that this server did not make for this account
├── NoSession           not signed in, or no longer
├── SignInRefused       handle or passphrase is wrong: one answer for both
├── Forbidden           signed in, but not for this
│   ├── CrossSite       the request comes from another site or a sibling origin
│   ├── WrongPassphrase the passphrase in force, given again, is wrong
│   ├── InviteNeeded    sign-up is by invitation, and none that is good was given
│   ├── WrongProof      a wrong PIN; `left` tries remain
│   ├── SecondStepNeeded a case manager who passed only the first step
│   └── WrongCode       a second step that is wrong, too old, or used
├── NotFound            not there, or not yours: the same
├── WrongMethod         the address exists, but not with this method
├── Taken               the handle is in use
├── Conflict            another request was first
├── StartOver           the cursor is of another era, or too old
├── HalfGone            the device half behind a PIN is no longer there
├── TooLarge            a body over its limit
├── WrongType           not application/json, or encoded
├── Invalid             well-formed, but wrong; names the field
├── TooMany             too many attempts; `retry_after` in seconds
└── Unavailable         stopping, or no database
"""

from typing import ClassVar


class Failure(Exception):  # noqa: N818  the word of RFC 9457's problems stays free for documents
    """Base of all that a caller is told about.

    Attributes:
        code: the slug of the problem document; once published, it stays.
        title: one fixed sentence for people.
        detail: what is wrong in this case, or None. Never anything that a request carried.
        members: further members of the problem document.
    """

    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str | None = None, **members: int | str) -> None:
        """Takes the detail and further members of the answer."""
        super().__init__(self.code)
        self.detail = detail
        self.members = members


class Malformed(Failure):
    """Not JSON, not UTF-8, or JSON too deep."""

    code = "malformed"
    title = "The request is not well-formed JSON."


class ForeignCursor(Failure):
    """A cursor that this server did not make for this account."""

    code = "cursor"
    title = "The cursor is not one of this account's."


class NoSession(Failure):
    """Not signed in, or no longer."""

    code = "no-session"
    title = "Sign in first."


class SignInRefused(Failure):
    """Handle or passphrase is wrong: one answer for both."""

    code = "sign-in"
    title = "These words open nothing here."


class Forbidden(Failure):
    """Signed in, but not for this."""

    code = "forbidden"
    title = "This is not allowed."


class CrossSite(Forbidden):
    """The request comes from another site or a sibling origin."""

    code = "cross-site"
    title = "The request comes from another site."


class WrongPassphrase(Forbidden):
    """The passphrase in force, given again, is wrong."""

    code = "wrong-passphrase"
    title = "The passphrase is not the one in force."


class InviteNeeded(Forbidden):
    """Sign-up is by invitation, and none that is good was given."""

    code = "invite"
    title = "An invitation is needed here."


class WrongProof(Forbidden):
    """A wrong PIN; `left` tries remain (4…1)."""

    code = "wrong-proof"
    title = "The proof is wrong."


class SecondStepNeeded(Forbidden):
    """A case manager who passed only the first step."""

    code = "second-step"
    title = "The second step is missing."


class WrongCode(Forbidden):
    """A second step that is wrong, too old, or used before."""

    code = "wrong-code"
    title = "This code is not good now."


class NotFound(Failure):
    """Not there, or not yours: the same."""

    code = "not-found"
    title = "There is nothing here."


class WrongMethod(Failure):
    """The address exists, but not with this method."""

    code = "method"
    title = "This address does not take this method."


class Taken(Failure):
    """The handle is in use."""

    code = "taken"
    title = "These words are in use."


class Conflict(Failure):
    """Another request was first."""

    code = "conflict"
    title = "Another request was first."


class StartOver(Failure):
    """The cursor is of another era, or older than the oldest row kept."""

    code = "start-over"
    title = "Begin again without a cursor."


class HalfGone(Failure):
    """The device half behind a PIN is no longer there."""

    code = "gone"
    title = "The half kept here is gone."


class TooLarge(Failure):
    """A body over its limit."""

    code = "too-large"
    title = "The request is too large."


class WrongType(Failure):
    """A body that is not application/json, or is encoded."""

    code = "wrong-type"
    title = "The body must be application/json, not encoded."


class Invalid(Failure):
    """Well-formed, but wrong: `detail` says what, `field` where (`$.write[0].id`)."""

    code = "invalid"
    title = "The request is well-formed but wrong."


class TooMany(Failure):
    """Too many attempts; `retry_after` says for how many seconds to wait."""

    code = "too-many"
    title = "Too many attempts."

    def __init__(self, retry_after: int) -> None:
        """Takes the whole seconds (at least 1) after which to try again."""
        super().__init__()
        self.retry_after = max(1, retry_after)


class Unavailable(Failure):
    """The server is stopping or cannot reach its database."""

    code = "unavailable"
    title = "The server is not ready."
