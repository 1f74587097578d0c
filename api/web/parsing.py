"""From a request to a type that cannot be wrong: size, type, encoding, JSON, members. All else is refused here."""

import asyncio
import re
from typing import TypeVar

import msgspec
from starlette.requests import Request

from api.errors import Invalid, Malformed, TooLarge, WrongType

T = TypeVar("T")

#: Bytes of a body, but for sync.
SMALL_BODY = 64 * 1024
SYNC_BODY = 4 * 1024 * 1024
#: Digits of a Content-Length that is read as a number at all.
LONGEST_LENGTH = 15
#: Seconds within which a body must have come in.
BODY_SECONDS = 30
_PATH = re.compile(r" - at `(\$[^`]*)`$")
_JSON = re.compile(r"application/json\s*(;\s*charset\s*=\s*\"?utf-8\"?\s*)?", re.IGNORECASE)


async def read_body(request: Request, most: int) -> bytes:
    """Gives the body of a request: at most `most` bytes of JSON that nobody compressed, or nothing.

    Raises:
        WrongType: another media type, or a Content-Encoding.
        TooLarge: more bytes; it stops reading there.
        Malformed: the length is no number, or the body does not come to its end in time.
    """
    told = request.headers.get("Content-Length", "0")
    if not told.isascii() or not told.isdigit():
        raise Malformed
    if len(told) > LONGEST_LENGTH:
        raise TooLarge(f"at most {most} bytes")
    if int(told) == 0 and "Transfer-Encoding" not in request.headers:
        return b""
    media_type = request.headers.get("Content-Type", "")
    if "Content-Encoding" in request.headers or not _JSON.fullmatch(media_type.strip()):
        raise WrongType
    if int(told) > most:
        raise TooLarge(f"at most {most} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise TooLarge(f"at most {most} bytes")
    except TimeoutError:
        raise Malformed("the body did not come in time") from None
    return bytes(body)


class Decoder:
    """Decodes JSON into one type of request."""

    def __init__(self, kind: type[msgspec.Struct]) -> None:
        """Takes the type; unknown members are refused where it says so."""
        self._decoder = msgspec.json.Decoder(kind)

    def decode(self, body: bytes) -> msgspec.Struct:
        """Gives the request.

        Raises:
            Malformed: not JSON, not UTF-8, or JSON too deep.
            Invalid: well-formed but wrong, with the member's path.
        """
        try:
            return self._decoder.decode(body)
        except msgspec.ValidationError as error:
            _check_form(body)
            raise _invalid(error) from None
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise Malformed from None


def _check_form(body: bytes) -> None:
    """Raises `Malformed` if the rest of a body, behind a member that is wrong, is no JSON."""
    try:
        body.decode()
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Malformed from None


def parse_query(request: Request, kind: type[T]) -> T:
    """Gives the query of a request.

    Raises:
        Invalid: an unknown parameter, one given twice, or one that is wrong.
    """
    pairs = request.query_params.multi_items()
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Invalid("each parameter at most once", field="$")
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: msgspec.ValidationError) -> Invalid:
    """Keeps the path and what was expected; drops all that quotes the request (unknown names, values)."""
    text = str(error)
    found = _PATH.search(text)
    field = found[1] if found else "$"
    reason = text[: found.start()] if found else text
    if reason.startswith("Object contains unknown field"):
        reason = "has a member that is not known here"
    elif not reason.startswith(("Expected", "Object missing", "Invalid base64", "Number out of range")):
        reason = "is not allowed here"
    return Invalid(reason, field=field)
