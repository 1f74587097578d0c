/** The texts of *Breathe* and of *Numbers* before the lock, added when one of them is loaded. */
import { wants } from "../words.ts";

wants("calm");
