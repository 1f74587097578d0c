/** The texts of milestones, their papers and pictures. */
import { wants } from "../words.ts";

wants("milestones");
