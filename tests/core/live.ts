/** A real server in a process of its own, spoken to as a browser on its origin would, with a cookie jar for each device. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Env } from "../../site/core/env.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

export type Device = Env["fetch"] & {
  offline: boolean;
  lose: (path: string) => boolean;
};

/** What `Double` and the real server have in common. */
export interface Served {
  device(): Device;
  /** A device whose account will be a case manager's, and what is to be done once it is made. */
  desk(): Promise<{ fetch: Device; made(): Promise<void> }>;
}

/** The six digits of a base-32 secret (RFC 6238, SHA-1, steps of 30 seconds) at a second. */
function codeAt(secret: string, seconds: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/=+$/, "")].map((one) =>
    alphabet.indexOf(one).toString(2).padStart(5, "0"),
  );
  const bytes = bits.join("").match(/.{8}/g)!.map((byte) => parseInt(byte, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const digest = createHmac("sha1", Buffer.from(bytes)).update(step).digest();
  const at = digest[19]! & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, "0");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Live implements Served {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly origin: string,
  ) {}

  /** Starts one with an empty database; raises with what it said if it is not ready in 30 seconds. */
  static async start(): Promise<Live> {
    const folder = await mkdtemp(join(tmpdir(), "handrail-live-"));
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    let said = "";
    const running = spawn(
      join(root, ".venv/bin/python"),
      ["-m", "api", "serve"],
      {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          HANDRAIL_DATA_DIR: folder,
          HANDRAIL_ORIGIN: origin,
          HANDRAIL_RATE_LIMITS: "off",
        },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    running.stderr!.on("data", (piece) => (said += piece));
    for (const end = Date.now() + 30_000; ; ) {
      const ready = await fetch(`${origin}/readyz`).catch(() => null);
      if (ready?.ok) return new Live(running, folder, origin);
      if (running.exitCode !== null || Date.now() > end)
        throw new Error(`the server did not start: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Signs up with a one-time code of the operator's, then passes the second step with codes. */
  async desk(): Promise<{ fetch: Device; made(): Promise<void> }> {
    const duties = join(this.folder, "duties.txt");
    await writeFile(duties, "We report danger to a child.");
    const house = ["--organisation", "House of Tests", "--contact", "000 000"];
    const { stdout } = await promisify(execFile)(
      join(root, ".venv/bin/python"),
      [
        ...["-m", "api", "staff", "add", "--name", "A. Example"],
        ...[...house, "--duties", duties],
      ],
      {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          HANDRAIL_DATA_DIR: this.folder,
          HANDRAIL_ORIGIN: this.origin,
        },
      },
    );
    const code = stdout.trim().split(/\s/).at(-1)!;
    const device = this.device();
    const asked = async (url: string, init: RequestInit) => {
      if (!url.endsWith("/accounts")) return device(url, init);
      const body = { ...JSON.parse(init.body as string), staff_code: code };
      return device(url, { ...init, body: JSON.stringify(body) });
    };
    const call = async (method: string, path: string, body: object) => {
      const answer = await device(`${this.origin}/api/v1${path}`, {
        method,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      return answer.status === 204 ? null : answer.json();
    };
    const made = async () => {
      const { secret } = await call("POST", "/staff/totp", {});
      const now = Date.now() / 1000;
      await call("PUT", "/staff/totp", { code: codeAt(secret, now) });
      // The code that confirmed it is spent; the next is good already.
      const next = codeAt(secret, now + 30);
      await call("POST", "/session/second-step", { code: next });
    };
    return { fetch: Object.assign(asked, device), made };
  }

  device(): Device {
    const jar = new Map<string, string>();
    const ask = async (url: string, init: RequestInit): Promise<Response> => {
      if (ask.offline) throw new TypeError("no network");
      const path = url.replace(/^https?:\/\/[^/]+/, "");
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`);
      const answer = await fetch(this.origin + path, {
        method: init.method!,
        body: init.body ?? null,
        headers: {
          ...(init.headers as Record<string, string>),
          Origin: this.origin,
          Cookie: cookie.join("; "),
        },
      });
      if (ask.lose(`${init.method} ${path.replace("/api/v1", "")}`))
        throw new TypeError("the answer was lost");
      for (const line of answer.headers.getSetCookie()) {
        const [name, value] = line.split(";")[0]!.split("=", 2);
        if (value === "" || value === '""') jar.delete(name!);
        else jar.set(name!, value!);
      }
      return answer;
    };
    return Object.assign(ask, { offline: false, lose: () => false });
  }
}
