/** What a page asks of the server beside records: devices, push, the end of a session or an account. */
import type { Api } from "./api.ts";
import { base64, type Bytes } from "./bytes.ts";
import { openLabel, sealLabel } from "./devices.ts";
import { Failure } from "./failure.ts";
import type { Device } from "./keeper.ts";

export class Remote {
  constructor(private readonly api: Api) {}

  /** Her devices, with the labels that these vault keys open. */
  async devices(vaultKeys: Bytes[]): Promise<Device[]> {
    const { value } = await this.api.call("GET", "/sessions");
    const given = Array.isArray(value) ? value : (value as { sessions?: unknown } | null)?.sessions;
    if (!Array.isArray(given)) throw new Failure("unknown");
    const opened = (given as Record<string, unknown>[]).map(async (one) => ({
      id: String(one["id"]),
      label: await openLabel(vaultKeys, one["label"]),
      firstDay: String(one["first_day"]),
      lastDay: String(one["last_day"]),
      current: one["current"] === true,
    }));
    return Promise.all(opened);
  }

  async nameDevice(vaultKey: Bytes, label: string): Promise<void> {
    await this.done("PUT", "/sessions/current", { label: base64(await sealLabel(vaultKey, label)) });
  }

  /** Ends every session but this one. */
  async endOthers(): Promise<void> {
    for (const device of await this.devices([])) if (!device.current) await this.endDevice(device.id);
  }

  endDevice = (id: string): Promise<void> => this.done("DELETE", `/sessions/${encodeURIComponent(id)}`);
  lockAll = (): Promise<void> => this.done("DELETE", "/device-keys");
  stopRecovery = (): Promise<void> => this.done("DELETE", "/recovery");

  async pushKey(): Promise<string> {
    const { value } = await this.api.call("GET", "/push/key");
    const key = (value as { key?: unknown } | null)?.key;
    if (typeof key !== "string") throw new Failure("unknown");
    return key;
  }

  subscribe = (subscription: unknown, lang: string): Promise<void> =>
    this.done("PUT", "/push/subscription", { ...(subscription as object), lang });
  unsubscribe = (): Promise<void> => this.done("DELETE", "/push/subscription");

  async testPush(): Promise<{ status: number | null; reason: string }> {
    const { value } = await this.api.call("POST", "/push/test", {});
    const { status, reason } = (value ?? {}) as { status?: unknown; reason?: unknown };
    return { status: typeof status === "number" ? status : null, reason: typeof reason === "string" ? reason : "" };
  }

  pauseReminders = (until: number | null): Promise<void> => this.done("PUT", "/reminders", { paused_until: until });
  deleteAccount = (signInKey: string): Promise<void> => this.done("DELETE", "/account", { sign_in_key: signInKey });
  /** `forget`: the browser is told to clear all that it keeps of this origin. */
  endSession = (forget: boolean): Promise<void> => this.done("DELETE", "/session", { forget });

  private async done(method: string, path: string, body?: unknown): Promise<void> {
    await this.api.call(method, path, body);
  }
}
