/**
 * One record being written. What is typed is saved by itself: after a short rest, when its screen goes, when the page
 * goes out of sight. So nothing typed is lost when the daybook closes, and no screen needs a second look for "saved".
 */
import { merge, sameContent } from "../../core/merge.ts";
import { newId, type Plain } from "../../core/records.ts";
import { Store } from "../../ui/store.ts";
import { showToast } from "../../ui/toast.tsx";
import { getKeeper, items, readItems } from "../state.ts";
import { troubleText } from "../trouble.ts";

/** How long after the last letter it is saved, in milliseconds. */
const REST = 700;

const open = new Set<Draft>();

addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const draft of open) draft.flush();
});

export class Draft {
  readonly id: string;
  /** The record as it stands on the screen. */
  readonly plain: Store<Plain>;
  /** What the present text was made from; null for a record that was never saved. */
  #base: Plain | null;
  #dirty = false;
  #saving = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #unwatch: () => void;

  /** Opens the record `id`; where there is none yet (or `id` is null), `fresh` is what it starts as. */
  constructor(id: string | null, fresh: Plain) {
    this.id = id ?? newId();
    const item = items.get().find((one) => one.id === this.id);
    this.#base = item?.plain ?? null;
    this.plain = new Store(item?.plain ?? fresh);
    this.#unwatch = items.watch(() => this.#follow());
    open.add(this);
  }

  /** True once something of it was kept. */
  get kept(): boolean {
    return this.#base !== null;
  }

  /** What a record that was never saved begins with: shown, and kept only once she changes or saves it. */
  start(members: Record<string, unknown>): void {
    if (!this.kept && !this.#dirty) this.plain.set({ ...this.plain.get(), ...members });
  }

  /** Sets members; they are saved by themselves. */
  edit(members: Record<string, unknown>): void {
    this.plain.set({ ...this.plain.get(), ...members });
    this.#dirty = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), REST);
  }

  /** Sets members and saves at once: for a tick or a press. */
  put(members: Record<string, unknown>): void {
    this.edit(members);
    this.flush();
  }

  /** Hands what is not saved to the keeper before it returns, so that closing cannot overtake it. */
  flush(): void {
    clearTimeout(this.#timer);
    if (!this.#dirty) return;
    this.#dirty = false;
    const [plain, base] = [this.plain.get(), this.#base];
    this.#base = plain;
    this.#saving++;
    getKeeper()
      .save(this.id, plain, base)
      .then(readItems, (error: unknown) => {
        this.#base = base;
        this.#dirty = true;
        showToast(troubleText(error));
      })
      .finally(() => {
        this.#saving--;
        this.#follow();
      });
  }

  /** Saves and ends: its screen has gone. */
  close(): void {
    this.flush();
    this.#unwatch();
    open.delete(this);
  }

  /** Ends without saving: the record is being deleted. */
  drop(): void {
    this.#dirty = false;
    this.close();
  }

  /** Takes in what another device or tab wrote meanwhile. */
  #follow(): void {
    if (this.#saving > 0 || !open.has(this)) return;
    const item = items.get().find((one) => one.id === this.id);
    if (!item || item.plain.type !== this.plain.get().type) return;
    const next = this.#dirty ? merge(this.#base, this.plain.get(), item.plain) : item.plain;
    this.#base = item.plain;
    if (!sameContent(next, this.plain.get())) this.plain.set(next);
  }
}

/** Changes one record that is not open on a screen, at once. */
export function change(id: string, members: (plain: Plain) => Record<string, unknown>): void {
  const item = items.get().find((one) => one.id === id);
  if (!item) return;
  const draft = [...open].find((one) => one.id === id);
  if (draft) return draft.put(members(draft.plain.get()));
  const brief = new Draft(id, item.plain);
  brief.put(members(brief.plain.get()));
  setTimeout(() => brief.close(), REST);
}
