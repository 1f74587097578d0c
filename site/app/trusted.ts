/** The scripts that the page may start: the build's own worker and service worker. */
import { allowScripts } from "../ui/trusted.ts";
import keeperUrl from "./keeper.ts?worker&url";

const serviceWorkerUrl = `${import.meta.env.BASE_URL}sw.js`;
const policy = allowScripts([keeperUrl, serviceWorkerUrl]);

/** The keeper's address, as `new Worker` takes it. */
export const keeperScript = (): string => policy.createScriptURL(keeperUrl);

/** The service worker's address, as `register` takes it. */
export const serviceWorkerScript = (): string => policy.createScriptURL(serviceWorkerUrl);
