/**
 * The desk's keeper: a case manager's account on this laptop, opened by passphrase instead of PIN.
 *
 * Everything else is the phone's: the store, the queue, one door for every write, ways back.
 */
import { draftAccount, signIn, signUp } from "../account.ts";
import { Engine, opening, SILENT } from "../engine.ts";
import type { Env } from "../env.ts";
import { Failure } from "../failure.ts";
import { allowed } from "../hers.ts";
import type { KeeperEvents, Opening, Words } from "../keeper.ts";
import { Phone } from "../phone.ts";
import { localOf } from "../when.ts";
import type { DeskKeeper, DeskLink, LinkNotes, SecondSteps, Totp } from "./desk-keeper.ts";
import { deskLinks, noteLink } from "./desk-links.ts";
import { overdue } from "./notes.ts";
import * as staff from "./staff.ts";

export const DATABASE = "desk";
/** No reminders are set at a desk. */
const NO_WORDS = { language: "en", appointment: "", deadline: "", untitled: "" };

/** What was shared is for those who may still have it. */
async function forgetShared({ book }: Phone): Promise<void> {
  try {
    await (await book?.inbox())?.forget();
  } catch {
    // A lock came between, or the disk is full: the next look tries again.
  }
}

export class DeskEngine extends Engine implements DeskKeeper {
  private drafted = "";

  static async begin(given: Partial<Env>, events: Partial<KeeperEvents> = {}): Promise<DeskEngine> {
    const told = { ...SILENT, ...events };
    const phone = new Phone({ database: DATABASE, ...given }, NO_WORDS, {
      ...told,
      onStatus: (status) => {
        told.onStatus(status);
        // The server opens this account to this laptop no more: it was closed, or its words are others now.
        if (status.reach === "signed-out") void forgetShared(phone);
      },
    });
    await phone.find();
    return new DeskEngine(phone);
  }

  async signUp(words: Words, staffCode: string): Promise<void> {
    const { api, env } = this.phone;
    if (this.phone.phase !== "looking") throw new Failure("taken");
    this.progress(0.05);
    const { rp } = await api.service();
    const asked = JSON.stringify([rp, words]);
    // The same keys at every try, so that a lost answer leaves no account that nobody can open.
    if (this.drafted !== asked) {
      this.draft = { rp, draft: await allowed(() => draftAccount(rp, words)) };
      this.drafted = asked;
    }
    this.progress(0.6);
    const kept = await signUp(api, this.draft!.draft, null, staffCode.trim());
    this.progress(0.8);
    await this.phone.adopt(rp, kept, null, (state) => (state.begun = new Date(env.now()).toISOString().slice(0, 10)));
    this.draft = null;
    this.drafted = "";
    this.progress(1);
  }

  signIn(words: Words): Promise<Opening> {
    return opening(async () => {
      this.progress(0.05);
      const rp = await this.pinnedRp();
      this.progress(0.1);
      const kept = await signIn(this.phone.api, rp, words);
      // A phone's account has no business here, nor this page with it.
      if (kept.role === "survivor") throw new Failure("closed");
      this.progress(0.7);
      await this.phone.adopt(rp, kept, null, (state) => {
        state.wayBack = "tried";
        state.recovering = null;
      });
      this.progress(1);
      return { ok: true };
    });
  }

  recover = (code: string): Promise<Opening> => this.openWithCode(code, null);

  async secondStep(): Promise<SecondSteps> {
    const { codes, passkey } = await this.withSession(() => staff.registered(this.phone.api));
    if (!codes && passkey === null) return { state: "set-up", passkey };
    // Only what a full session may ask tells whether this one is.
    await this.sync();
    return { state: this.phone.status.reach === "second-step" ? "asked" : "passed", passkey };
  }
  startTotp = (): Promise<Totp> => this.withSession(() => staff.startTotp(this.phone.api));
  confirmTotp = (code: string): Promise<boolean> => this.passing(() => staff.confirmTotp(this.phone.api, code));
  passCode = (code: string): Promise<boolean> => this.passing(() => staff.passCode(this.phone.api, code));
  passPasskey = (answer: unknown): Promise<boolean> => this.passing(() => staff.passPasskey(this.phone.api, answer));
  passkeyOptions = (): Promise<unknown> => this.withSession(() => staff.passkeyOptions(this.phone.api));
  addPasskey = (made: unknown): Promise<void> => this.withSession(() => staff.addPasskey(this.phone.api, made));

  deskLinks = (): Promise<DeskLink[]> => Promise.resolve(this.phone.book ? deskLinks(this.phone.book) : []);

  async noteLink(id: string, notes: LinkNotes): Promise<void> {
    await noteLink(this.opened(), this.phone.api.clockAhead, id, notes);
    await this.phone.tending?.changed(null);
  }

  async dropOldNotes(): Promise<void> {
    const today = localOf(this.phone.env.now() / 1000, "").date;
    for (const id of overdue(await this.items(), today)) await this.remove(id);
  }

  /** A second step; once it is passed, what waited goes and comes. */
  private async passing(work: () => Promise<boolean>): Promise<boolean> {
    const passed = await this.withSession(work);
    if (passed) void this.sync();
    return passed;
  }
}
