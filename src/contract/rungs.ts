/** The names of the five rungs, apart from the schemas of help: a lesson page shows them and ships no zod. */
export const RUNG_TITLES = ['Orient', 'Diagnose', 'Strategy', 'One step, with blanks', 'Worked solution'] as const;
