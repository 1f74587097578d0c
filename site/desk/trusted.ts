/** The script that the page may start: the build's own worker. */
import { allowScripts } from "../ui/trusted.ts";
import keeperUrl from "./keeper.ts?worker&url";

const policy = allowScripts([keeperUrl]);

/** The keeper's address, as `new Worker` takes it. */
export const keeperScript = (): string => policy.createScriptURL(keeperUrl);
