import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IDLE, startIdle } from "../../site/desk/idle.ts";

const heard = new Map<string, () => void>();
const listen = (kind: string, run: () => void) => void heard.set(kind, run);

beforeEach(() => {
  heard.clear();
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", listen);
  vi.stubGlobal("document", { addEventListener: listen });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a desk that is left alone", () => {
  it("locks ten minutes after the last touch or key, and not before", () => {
    const leave = vi.fn();
    startIdle(() => true, leave);
    vi.advanceTimersByTime(IDLE - 60_000);
    heard.get("keydown")!();
    vi.advanceTimersByTime(IDLE - 5000);
    expect(leave).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(leave).toHaveBeenCalledOnce();
  });

  it("wakes up locked, and a touch after the time opens nothing", () => {
    const leave = vi.fn();
    let now = 0;
    startIdle(
      () => true,
      leave,
      () => now,
    );
    now = IDLE + 1; // the laptop slept: no timer ran
    heard.get("pointerdown")!();
    heard.get("visibilitychange")!();
    expect(leave).toHaveBeenCalledOnce();
  });

  it("has nothing to lock while it is not open", () => {
    const leave = vi.fn();
    startIdle(() => false, leave);
    vi.advanceTimersByTime(3 * IDLE);
    expect(leave).not.toHaveBeenCalled();
  });
});
