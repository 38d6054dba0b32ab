/** What is no single submission: played by tests/sandbox/around.test.ts. */
import type { ListedEntry } from '../support/entry.ts';

export const entries = [
	{ n: 22, group: 'B', name: 'source over 64 kB', allowed: ['413'] },
	{ n: 41, group: 'C', name: 'slow but legal: four fifths of the time', allowed: ['accepted'] },
	{ n: 83, group: 'F', name: 'weights fitted to the hidden text by repeated submissions', allowed: ['429'] },
	{ n: 88, group: 'G', name: 'Node code in place of the child', allowed: ['what the walls leave'] },
	{ n: 88, group: 'G', name: 'Node code in place of the child, without the permission model', allowed: ['what the walls leave'] },
	{ n: 89, group: 'G', name: 'processes left after a verdict', allowed: ['none'] },
] as const satisfies readonly ListedEntry[];
