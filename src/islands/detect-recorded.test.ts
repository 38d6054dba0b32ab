/** The detectors on the streams of real runs: nothing is said of a reference, and of each mistake what is wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '#contract/finding.ts';
import { fromWorkerSchema } from '#contract/run.ts';
import { findLab } from '#labs/index.ts';
import { RUNS } from '../../tests/findings/runs.ts';
import { watchRun } from './detect.ts';
import { factsOf } from './detect-facts.ts';

interface Recorded {
	readonly lab: string;
	readonly preset: string;
	readonly config: Readonly<Record<string, number>>;
	readonly parameters: readonly string[];
	readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** The page's own parser reads what was recorded: a fixture that no worker could send is none. */
function findingsOf(name: string): Finding[] {
	// Written by scripts/record-runs.ts; the events are parsed below.
	const recorded = JSON.parse(readFileSync(new URL(`../../tests/findings/recorded/${name}.json`, import.meta.url), 'utf8')) as Recorded;
	const lab = findLab(recorded.lab);
	const preset = lab?.presets[recorded.preset];
	if (lab === null || preset === undefined) throw new Error(`${name} is of a lab or preset that is gone: record it again.`);
	const watch = watchRun(factsOf(lab, { ...preset, config: recorded.config }));
	return recorded.events.flatMap((event) =>
		watch.see(fromWorkerSchema.parse(event['type'] === 'weights' ? spelled(event, recorded) : event)),
	);
}

function spelled({ type, step, weights, gradients, same }: Readonly<Record<string, unknown>>, { parameters }: Recorded): unknown {
	const [w, g, s] = [weights, gradients, same] as [readonly number[], readonly number[], readonly number[]];
	return { type, step, parameters: parameters.map((name, at) => ({ name, weight: w[at], gradient: g[at], isSame: s.includes(at) })) };
}

const runs = Object.entries(RUNS);

describe('of a reference nothing is said', () => {
	test.each(runs.filter(([, { finds }]) => finds.length === 0))('%s', (name) => {
		expect(findingsOf(name)).toEqual([]);
	});
});

describe('of a mistake, what is wrong', () => {
	test.each(runs.filter(([, { finds }]) => finds.length > 0))('%s', (name, { finds, mayFind = [] }) => {
		const found = findingsOf(name);
		const kinds = found.map(({ kind }) => kind);
		expect(kinds).toEqual(expect.arrayContaining([...finds]));
		expect(kinds.filter((kind) => !finds.includes(kind) && !mayFind.includes(kind))).toEqual([]);
	});
});
