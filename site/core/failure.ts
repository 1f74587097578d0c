/** What can go wrong on the way to a page. The tree: Error › Failure (all that pages see); Unopened and NotAllowed stay inside. */
import type { Trouble } from "./keeper.ts";

/** Carries one of the troubles that the message files know; nothing of hers. */
export class Failure extends Error {
  override name = "Failure";
  readonly trouble: Trouble;
  /** The HTTP status and the problem's slug, where a server answered. */
  readonly status: number;
  readonly problem: string;
  /** Seconds that the server asks to wait, else 0. */
  readonly after: number;
  /** Tries of a PIN that are left, where the server said so, else 0. */
  readonly left: number;
  constructor(trouble: Trouble, status = 0, problem = "", after = 0, left = 0) {
    super(trouble);
    this.trouble = trouble;
    this.status = status;
    this.problem = problem;
    this.after = after;
    this.left = left;
  }
}

/** The trouble of whatever was thrown; a full disk is told apart. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Failure) return error.trouble;
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") return "full";
  if (name === "NotAllowed") return "wrong";
  if (name === "Unopened") return "damaged";
  return ["InvalidStateError", "UnknownError", "AbortError", "VersionError", "TransactionInactiveError"].includes(name)
    ? "storage"
    : "unknown";
}
