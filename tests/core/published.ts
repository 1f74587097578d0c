/**
 * Published vectors against what `site/core/` stands on: HPKE (RFC 9180), Web Push encryption (RFC 8291), and
 * Wycheproof's AES-GCM, X25519 and HKDF. Run in Node and in Chromium.
 *
 * RFC 9106's own vector carries associated data, which the Argon2 library does not take: `tests/vectors/argon2.json`
 * holds both languages to one another instead, and Python to the RFC.
 */
import {
  Aes128Gcm,
  Aes256Gcm,
  CipherSuite,
  DhkemX25519HkdfSha256,
  HkdfSha256,
} from "@hpke/core";
import {
  concat,
  equal,
  hex,
  unhex,
  utf8,
  type Bytes,
} from "../../site/core/bytes.ts";
import { refuseLowOrder } from "../../site/core/identity.ts";
import { hkdf, Unopened } from "../../site/core/seal.ts";
import type { Case } from "./vectors.ts";

/** Gives a JSON file by its short name: `rfc9180`, `rfc8291`, `aes_gcm`, `x25519`, `hkdf_sha256`. */
export type Load = (name: string) => Promise<any>;

interface Group {
  tests: Record<string, any>[];
  [member: string]: any;
}

export async function published(load: Load): Promise<Case[]> {
  return [
    ...(await hpke(load)),
    ...(await webPush(load)),
    ...(await aesGcm(load)),
    ...(await x25519(load)),
    ...(await hkdfs(load)),
  ];
}

function must(truth: boolean, what: string): void {
  if (!truth) throw new Error(what);
}

async function hpke(load: Load): Promise<Case[]> {
  const { vectors } = await load("rfc9180");
  return vectors.map((v: Record<string, any>) => ({
    name: `RFC 9180: aead ${v.aead_id}`,
    async run() {
      const kem = new DhkemX25519HkdfSha256();
      const aead = v.aead_id === 1 ? new Aes128Gcm() : new Aes256Gcm();
      const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead });
      const opening = await suite.createRecipientContext({
        recipientKey: await kem.importKey("raw", unhex(v.skRm).buffer, false),
        senderPublicKey: await kem.importKey("raw", unhex(v.pkSm).buffer, true),
        enc: unhex(v.enc).buffer,
        info: unhex(v.info).buffer,
        psk: { id: unhex(v.psk_id).buffer, key: unhex(v.psk).buffer },
      });
      // Message n is opened with the nonce of n: those that the file leaves out are passed over.
      const base = BigInt(`0x${v.base_nonce}`);
      let next = 0n;
      for (const one of v.encryptions) {
        const n = base ^ BigInt(`0x${one.nonce}`);
        if (n !== next) break;
        next++;
        const opened = await opening.open(
          unhex(one.ct).buffer,
          unhex(one.aad).buffer,
        );
        must(hex(new Uint8Array(opened)) === one.pt, "another plaintext");
      }
      must(next > 0n, "nothing was opened");
    },
  }));
}

const decode = (text: string): Bytes =>
  Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    (c) => c.charCodeAt(0),
  ) as Bytes;

async function webPush(load: Load): Promise<Case[]> {
  const { vectors } = await load("rfc8291");
  return vectors.map((v: Record<string, any>) => ({
    name: "RFC 8291: the example opens",
    async run() {
      const point = decode(v.ua_public);
      const b64 = (bytes: Uint8Array) =>
        btoa(String.fromCharCode(...bytes))
          .replaceAll("+", "-")
          .replaceAll("/", "_")
          .replaceAll("=", "");
      const jwk = {
        kty: "EC",
        crv: "P-256",
        x: b64(point.slice(1, 33)),
        y: b64(point.slice(33)),
        d: v.ua_private,
      };
      const curve = { name: "ECDH", namedCurve: "P-256" };
      const secret = await crypto.subtle.importKey("jwk", jwk, curve, false, [
        "deriveBits",
      ]);
      const body = decode(v.body);
      const sender = body.slice(21, 21 + body[20]!);
      const other = await crypto.subtle.importKey(
        "raw",
        sender,
        curve,
        false,
        [],
      );
      const shared = new Uint8Array(
        await crypto.subtle.deriveBits(
          { name: "ECDH", public: other },
          secret,
          256,
        ),
      );
      const info = concat(utf8("WebPush: info\0"), point, sender);
      const key = await hkdf(shared, info, 32, decode(v.auth_secret));
      const salt = body.slice(0, 16);
      const cek = await hkdf(key, "Content-Encoding: aes128gcm\0", 16, salt);
      const iv = await hkdf(key, "Content-Encoding: nonce\0", 12, salt);
      const aes = await crypto.subtle.importKey("raw", cek, "AES-GCM", false, [
        "decrypt",
      ]);
      const sealed = body.slice(21 + body[20]!);
      const padded = new Uint8Array(
        await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, sealed),
      );
      must(
        equal(padded.slice(0, -1), decode(v.plaintext)),
        "another plaintext",
      );
    },
  }));
}

/** One case for each group of a Wycheproof file, so that a report names where it failed. */
function groups(
  file: string,
  data: { testGroups: Group[] },
  wanted: (group: Group) => boolean,
  check: (test: Record<string, any>, group: Group) => Promise<void>,
): Case[] {
  return data.testGroups.filter(wanted).map((group, n) => ({
    name: `Wycheproof ${file}: group ${n} of ${group.tests.length}`,
    async run() {
      for (const test of group.tests)
        await check(test, group).catch((error: unknown) => {
          throw new Error(
            `${file} ${test.tcId} (${test.comment}): ${String(error)}`,
          );
        });
    },
  }));
}

async function aesGcm(load: Load): Promise<Case[]> {
  // What the protocol uses: 256-bit keys, 96-bit nonces, whole tags.
  const wanted = (group: Group) =>
    group.keySize === 256 && group.ivSize === 96 && group.tagSize === 128;
  return groups("AES-GCM", await load("aes_gcm"), wanted, async (test) => {
    const aes = await crypto.subtle.importKey(
      "raw",
      unhex(test.key),
      "AES-GCM",
      false,
      ["encrypt", "decrypt"],
    );
    const params = {
      name: "AES-GCM",
      iv: unhex(test.iv),
      additionalData: unhex(test.aad),
    };
    const sealed = unhex(test.ct + test.tag);
    const opened = await crypto.subtle.decrypt(params, aes, sealed).then(
      (plain) => hex(new Uint8Array(plain)),
      () => null,
    );
    if (test.result === "invalid") return must(opened === null, "it opened");
    must(opened === test.msg, "another plaintext");
    const again = await crypto.subtle.encrypt(params, aes, unhex(test.msg));
    must(equal(new Uint8Array(again), sealed), "another ciphertext");
  });
}

async function x25519(load: Load): Promise<Case[]> {
  const pkcs8 = unhex("302e020100300506032b656e04220420");
  return groups(
    "X25519",
    await load("x25519"),
    () => true,
    async (test) => {
      const publicKey = unhex(test.public);
      let refused = false;
      try {
        refuseLowOrder(publicKey);
      } catch (error) {
        refused = error instanceof Unopened;
      }
      const zero = /^0+$/.test(test.shared);
      if (zero) return must(refused, "a key of low order was taken");
      if (refused) throw new Error("a good key was refused");
      const secret = await crypto.subtle.importKey(
        "pkcs8",
        concat(pkcs8, unhex(test.private)),
        "X25519",
        false,
        ["deriveBits"],
      );
      const other = await crypto.subtle.importKey(
        "raw",
        publicKey,
        "X25519",
        false,
        [],
      );
      const shared = await crypto.subtle.deriveBits(
        { name: "X25519", public: other },
        secret,
        256,
      );
      must(hex(new Uint8Array(shared)) === test.shared, "another secret");
    },
  );
}

async function hkdfs(load: Load): Promise<Case[]> {
  return groups(
    "HKDF-SHA-256",
    await load("hkdf_sha256"),
    () => true,
    async (test) => {
      const made = await hkdf(
        unhex(test.ikm),
        unhex(test.info),
        test.size,
        unhex(test.salt),
      ).then(hex, () => null);
      if (test.result === "invalid") must(made === null, "it was derived");
      else must(made === test.okm, "other bytes");
    },
  );
}
