/** Her X25519 key pair (RFC 7748): by the platform where it can, else by a library that comes when it is wanted. */
import { concat, equal, unbase64, unhex, type Bytes } from "./bytes.ts";
import { openSmall, sealSmall, Unopened } from "./seal.ts";

export interface KeyPair {
  /** 32 raw bytes each. */
  publicKey: Bytes;
  privateKey: Bytes;
}

const PKCS8 = unhex("302e020100300506032b656e04220420"); // RFC 8410, before the 32 raw bytes
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31));

/** Public keys whose multiples are zero, the top bit aside (RFC 7748, section 6.1; Curve25519's points of low order). */
const LOW_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map(unhex);

/** Raises Unopened for a public key that is not 32 bytes, or of low order: nothing may be sealed to it. */
export function refuseLowOrder(publicKey: Uint8Array): void {
  const masked = Uint8Array.from(publicKey);
  if (masked.length !== 32) throw new Unopened();
  masked[31]! &= 0x7f;
  if (LOW_ORDER.some((point) => equal(point, masked))) throw new Unopened();
}

/** A new key pair. */
export async function newIdentity(): Promise<KeyPair> {
  let pair: CryptoKeyPair;
  try {
    pair = (await crypto.subtle.generateKey("X25519", true, ["deriveBits"])) as CryptoKeyPair;
  } catch {
    const kem = await library();
    const made = await kem.generateKeyPair();
    return {
      publicKey: new Uint8Array(await kem.serializePublicKey(made.publicKey)),
      privateKey: new Uint8Array(await kem.serializePrivateKey(made.privateKey)),
    };
  }
  const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
    privateKey: unbase64(`${d!.replaceAll("-", "+").replaceAll("_", "/")}=`),
  };
}

/** The public half of a raw private key: X25519 with the base point. */
export async function publicOf(privateKey: Bytes): Promise<Bytes> {
  try {
    const secret = await crypto.subtle.importKey("pkcs8", concat(PKCS8, privateKey), "X25519", false, ["deriveBits"]);
    const base = await crypto.subtle.importKey("raw", BASE_POINT, "X25519", false, []);
    return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: base }, secret, 256));
  } catch {
    const { HkdfSha256, X25519 } = await import("@hpke/dhkem-x25519");
    const curve = new X25519(new HkdfSha256());
    const secret = await curve.importKey("raw", privateKey.slice().buffer, false);
    return new Uint8Array(await curve.serializePublicKey(await curve.derivePublicKey(secret)));
  }
}

/** The raw private key (32 bytes) sealed under the vault key. */
export const sealIdentity = (vaultKey: Bytes, privateKey: Bytes): Promise<Bytes> =>
  sealSmall(vaultKey, "handrail/1/identity", [], privateKey);

/** The raw private key. Raises Unopened, also where `publicKey` is not its other half. */
export async function openIdentity(vaultKey: Bytes, sealed: Bytes, publicKey: Bytes): Promise<Bytes> {
  const privateKey = await openSmall(vaultKey, "handrail/1/identity", [], sealed);
  if (privateKey.length !== 32 || !equal(await publicOf(privateKey), publicKey)) throw new Unopened();
  return privateKey;
}

async function library() {
  const { DhkemX25519HkdfSha256 } = await import("@hpke/dhkem-x25519");
  return new DhkemX25519HkdfSha256();
}
