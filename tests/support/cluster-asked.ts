/** How many submissions the cluster's test sends, and what stands in its way: who asks for it by name is never answered by a skip. */

/** Five of a learner each. */
export const EACH = 5;

interface Asked {
	/** The value of GRADUS_CLUSTER; undefined when nobody asked by name. */
	readonly wanted: string | undefined;
	readonly isNight: boolean;
	readonly hasPostgres: boolean;
	/** The built site, or where it should be. */
	readonly site: { readonly path: string; readonly isBuilt: boolean };
}

/** `submissions: 0`: not asked for, or not possible in a suite that runs without PostgreSQL. `fault`: why it cannot do what was asked. */
export function clusterAsked({ wanted, isNight, hasPostgres, site }: Asked): { submissions: number; fault: string | null } {
	const submissions = Number(wanted ?? (isNight ? 500 : 0));
	if (wanted === undefined) return { submissions: hasPostgres && site.isBuilt ? submissions : 0, fault: null };
	if (!Number.isInteger(submissions) || submissions <= 0 || submissions % EACH > 0)
		return { submissions: 0, fault: `GRADUS_CLUSTER=${wanted} is no number of submissions: name 5, 10, … 500, five for each learner.` };
	if (!hasPostgres)
		return {
			submissions,
			fault: 'The cluster needs PostgreSQL, and none is here: npm run test:cluster brings it, or apt-get install postgresql.',
		};
	if (!site.isBuilt) return { submissions, fault: `The cluster needs the built site, and ${site.path} is not there: npm run build.` };
	return { submissions, fault: null };
}
