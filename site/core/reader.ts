/** A reader's key row: HPKE (RFC 9180), AuthPSK, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one shot. */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { concat, ctx, idBytes, type Bytes } from "./bytes.ts";
import { refuseLowOrder } from "./identity.ts";
import { Unopened } from "./seal.ts";

const ENC = 32;
const ROW = 80;

/** For whom, of what, and until when (second; 0: open) across which link a record key is sealed. */
export interface Share {
  owner: string;
  reader: string;
  id: string;
  epoch: number;
  until: number;
  link: string;
}

/**
 * `enc(32) ‖ ciphertext(48)` of a record key. `secret` is the link's; the keys are raw, 32 bytes. Raises Unopened for
 * a public key of low order, before anything is sealed.
 */
export async function sealReaderKey(
  share: Share,
  secret: Bytes,
  senderPrivate: Bytes,
  readerPublic: Bytes,
  recordKey: Bytes,
): Promise<Bytes> {
  refuseLowOrder(readerPublic);
  const hpke = await suiteHere();
  const { ct, enc } = await hpke.seal(
    {
      recipientPublicKey: await hpke.kem.importKey("raw", readerPublic.buffer, true),
      senderKey: await hpke.kem.importKey("raw", senderPrivate.buffer, false),
      ...contextOf(share, secret),
    },
    recordKey.buffer,
  );
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}

/** The record key of a row that names this reader. Raises Unopened. */
export async function openReaderKey(
  share: Share,
  secret: Bytes,
  readerPrivate: Bytes,
  senderPublic: Bytes,
  row: Bytes,
): Promise<Bytes> {
  if (row.length !== ROW) throw new Unopened();
  refuseLowOrder(senderPublic);
  refuseLowOrder(row.slice(0, ENC));
  const context = contextOf(share, secret);
  const hpke = await suiteHere();
  try {
    const opened = await hpke.open(
      {
        recipientKey: await hpke.kem.importKey("raw", readerPrivate.buffer, false),
        senderPublicKey: await hpke.kem.importKey("raw", senderPublic.buffer, true),
        enc: row.slice(0, ENC).buffer,
        ...context,
      },
      row.slice(ENC).buffer,
    );
    return new Uint8Array(opened);
  } catch {
    throw new Unopened();
  }
}

function contextOf(share: Share, secret: Bytes): { info: ArrayBuffer; psk: { id: ArrayBuffer; key: ArrayBuffer } } {
  const { owner, reader, id, epoch, until, link } = share;
  const info = ctx("handrail/1/share", idBytes(owner), idBytes(reader), idBytes(id), epoch, until);
  return { info: info.buffer, psk: { id: idBytes(link).buffer, key: secret.slice().buffer } };
}

let suite: Promise<CipherSuite> | null = null;

/** The suite of this device, found out once. */
function suiteHere(): Promise<CipherSuite> {
  return (suite ??= makeSuite().catch((error: unknown) => {
    suite = null; // the library could not be fetched: the next time may be better
    throw error;
  }));
}

/** With the platform's X25519 where it has it, else with the library's, fetched then. */
async function makeSuite(): Promise<CipherSuite> {
  const native = await crypto.subtle.generateKey("X25519", false, ["deriveBits"]).then(
    () => true,
    () => false,
  );
  const kem = native ? new DhkemX25519HkdfSha256() : new (await import("@hpke/dhkem-x25519")).DhkemX25519HkdfSha256();
  return new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}
