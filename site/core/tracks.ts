/** The lists that screens offer: areas of life, kinds of appointment, needs, tracks of milestones. */

/** Areas that goals may belong to; a goal may also name one of her own. */
export const AREAS = ["home", "health", "learning", "work", "papers", "money", "people", "me", "other"] as const;

export type Area = (typeof AREAS)[number];

/** Kinds of appointment. */
export const KINDS = ["doctor", "talk", "lawyer", "court", "office", "housing", "school", "work", "other"] as const;

/** What an appointment may need. */
export const NEEDS = ["transport", "childcare", "interpreter", "company", "other"] as const;

/** Lead times offered for an appointment, in minutes. */
export const LEAD_TIMES = [10_080, 2880, 1440, 120, 60, 30] as const;

/** Lead days offered for a deadline. */
export const LEAD_DAYS = [90, 60, 30, 14, 7, 3, 1] as const;

export const TRACKS = ["learning", "work", "papers", "home", "money", "health", "other"] as const;

export type Track = (typeof TRACKS)[number];
