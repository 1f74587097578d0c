/** The texts of the ways to what is hers alone; those of the parts themselves come with `personal.ts`. */
import { wants } from "../words.ts";

wants("own");
