/** Who lives in the demo. Passwords are public: these accounts exist only on 127.0.0.1 in demo mode. */

export const DEMO_ACCOUNTS = [
	{ role: 'learner', username: 'ada', displayName: 'Ada Lindgren', password: 'learn-one-step' },
	{ role: 'instructor', username: 'samuel', displayName: 'Samuel Okafor', password: 'teach-one-step' },
	{ role: 'admin', username: 'root', displayName: 'Rosa Ibarra', password: 'admin-one-step' },
] as const;

/** Name and plan; the letters are explained in seed-demo.ts. */
export const SYNTHETIC_LEARNERS: readonly (readonly [string, string])[] = [
	['Amara Lindqvist', 'owpr owwp'],
	['Bao Tran', 'ow1fpr owf1w'],
	['Carla Mendes', 'owf1n2pr oww'],
	['Dmitri Novak', 'owpr owf1n2p'],
	['Elif Demir', 'owf1fw2fww'],
	['Farid Haddad', 'ow1f2n3pq ow1f'],
	['Greta Sørensen', 'owwpq ow1p'],
	['Hugo Castellan', 'owfp oww1fx'],
	['Ines Moreau', 'owpr o'],
	['Jonas Weber', 'owf1pq owf1fwfw2f'],
	['Keiko Tanabe', 'owpr owx'],
	['Luca Bianchi', 'oww1f2pr owf'],
	['Maya Raman', 'owf1n2n3f4pq ow'],
	['Noor Aziz', 'owp owwn1p'],
	['Olek Wójcik', 'ow'],
	['Priya Nair', 'owfn1p oww1'],
	['Quentin Dubois', 'owwfpq owx'],
	['Rosa Marín', 'owf1fw2wf3ww'],
	['Sami Virtanen', 'owp owf1n2w'],
	['Tomasz Zieliński', 'oww1f'],
	['Uma Krishnan', 'ow1f2n3w4w5p o'],
	['Viktor Horvat', 'owfpr ow1fp'],
	['Wen Zhao', 'owwwwwwwwwww1w'],
	['Zofia Mazur', ''],
];
