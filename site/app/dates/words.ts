/** The texts of dates that Today needs too; those of one meeting come with its screens (`screens.ts`). */
import { wants } from "../words.ts";

wants("dates");
