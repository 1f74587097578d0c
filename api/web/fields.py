"""Types of members that several requests and answers share."""

from typing import Annotated

from msgspec import Meta

from api.services.accounts import SEALED_KEY, SLOTS

#: 32 bytes: a lookup, a sign-in key, a public key, a proof, a half.
Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
#: A small seal of 32 bytes (protocol.md, "Small seals").
Sealed = Annotated[bytes, Meta(min_length=SEALED_KEY, max_length=SEALED_KEY)]
Slots = Annotated[list[Sealed], Meta(min_length=SLOTS, max_length=SLOTS)]
Chain = Annotated[list[Sealed], Meta(max_length=8)]
