/** The texts of what is done about her account, added when one of these screens is loaded. */
import { wants } from "../words.ts";

wants("account");
