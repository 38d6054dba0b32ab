/** The execution probe in the test's own process: the lab's public checks on real programs, each program judged once. */
import type { Probe, ProbeAnswer } from '#tutor/guard/inspection.ts';
import { judge } from '../../labs/support/judge.ts';
import { readLab } from '../../labs/support/lab-files.ts';
import { loadLabModules } from '../../labs/support/lab-modules.ts';

const known = new Map<string, Promise<ProbeAnswer>>();

export function localProbe(labId: string): Probe {
	return (program) => {
		const key = `${labId}\n${program}`;
		const answer = known.get(key) ?? judged(labId, program);
		known.set(key, answer);
		return answer;
	};
}

async function judged(labId: string, program: string): Promise<ProbeAnswer> {
	const { folder, lab } = readLab(labId);
	const modules = await loadLabModules(folder, lab.allowedImports.my);
	const { checks } = modules;
	try {
		const { checks: results } = await judge(program, checks, modules);
		return { status: 'judged', passed: results.filter(({ outcome }) => outcome === 'pass').length, total: checks.length };
	} catch {
		// A program that does not compile passes nothing; the sandbox says so too.
		return { status: 'judged', passed: 0, total: checks.length };
	}
}
