/** The texts of keeping and opening, added when one of these screens is loaded. */
import { wants } from "../words.ts";

wants("keep", "lock");
