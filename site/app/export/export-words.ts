/** The texts of copies to keep, added when one of these screens is loaded. */
import { wants } from "../words.ts";

wants("account", "export");
