/** The texts of a goal's screen, of *Parts of life* and of *Change the order*. */
import { wants } from "../words.ts";

wants("goal");
