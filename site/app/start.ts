/** Starts what the first screen does not need: the keeper in its worker. */
import { settleWorker, useNewer } from "./installed.ts";
import { connectKept } from "./front/kept.ts";
import { connect } from "./rpc.ts";
import { layers, view } from "./router.ts";
import { connectKeeper, getKeeper, status } from "./state.ts";

/** Sends and fetches now: the network is back, or she is. */
function refresh(): void {
  if (status.get().phase === "open") void getKeeper().sync();
}

/** Connects the keeper; where a daybook lies on this phone, the service worker is set up again too. */
export async function startKeeper(): Promise<void> {
  await connectKeeper(connect);
  addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  await connectKept();
  if (status.get().phase === "looking") return;
  await settleWorker();
  if (view.get() === "front" && layers.get().length === 0) useNewer();
}
