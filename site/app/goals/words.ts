/** The texts of goals, milestones and pictures: added with the first part that needs them. */
import { wants } from "../words.ts";

wants("goals");
