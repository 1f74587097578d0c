/** The texts of sharing, fetched when one of its screens is. */
import { wants } from "../words.ts";

wants("sharing");
