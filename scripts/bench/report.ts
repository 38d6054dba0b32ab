/** The benchmark as Markdown. Says first what its numbers may be used for. */
import { titleOf } from './engine.ts';
import { type BenchReport, type EngineResult, median, round, type SizeResult } from './results.ts';

export function markdownOf(report: BenchReport): string {
	const { adapter, versions, sizes, torch } = report;
	const facts = [
		`- Command: \`${report.command}\`, on ${report.date}.`,
		`- Runtime: ${report.runtime}.`,
		`- Adapter: ${adapter.name} (vendor ${adapter.vendor || 'not said'}, architecture ${adapter.architecture || 'not said'}), isFallbackAdapter: ${adapter.isFallbackAdapter}.`,
		`- Features: ${adapter.features.join(', ')}.`,
		`- Versions: ${Object.entries(versions)
			.map(([name, version]) => `${name} ${version}`)
			.join(', ')}.`,
		`- PyTorch: ${typeof torch === 'string' ? torch : 'see below.'}`,
	];
	return [
		`# Engine benchmark: ${adapter.name}, ${report.runtime}`,
		use(adapter.isSoftware),
		facts.join('\n'),
		HOW,
		...sizes.map((size) => sizeSection(size, adapter.isSoftware)),
		generationSection(report),
		presetSection(report),
		torchSection(report),
	]
		.filter((part) => part !== '')
		.join('\n\n')
		.concat('\n');
}

function use(isSoftware: boolean): string {
	return isSoftware
		? '**This is a software adapter: no real graphics card was at hand.** Counts and JavaScript times are real; times of the GPU are not, so this report has no tokens per second and no ratios. On a machine with a card the same command adds them.'
		: 'Tokens per second are medians over rounds in which the engines take turns on one adapter.';
}

const HOW = `All engines train the same GPT from the same weights on the same tokens with Adam (no decay, no clipping, f32). webgpu-llm has a model of its own (RMSNorm, RoPE, no biases, tied head) and is compared with that model in plain tfjs. Counts are of one step, by wrapping the WebGPU classes. JavaScript time is the time an engine's own code runs in a step, waiting left out: for jax-js the enqueueing and its loop of submits, for webgpu-llm the encoding of its passes. Memory is the sum of the sizes of buffers made and not destroyed. Losses agree when each is within 1 % of the reference.`;

function sizeSection({ config, computes, reference, engines }: SizeResult, isSoftware: boolean): string {
	const dry = isSoftware
		? 'Commands were encoded, checked and submitted as empty lists: counts, memory and JavaScript time as in a real step, without the software adapter in between.'
		: '';
	const compared = Math.max(0, ...engines.map(({ parity }) => parity?.steps ?? 0));
	const losses = computes ? `Losses of up to ${compared} steps compared with ${reference.source || 'nothing'}.` : '';
	return [
		`## ${titleOf(config)}`,
		[dry, losses].filter((text) => text !== '').join(' '),
		table(engines, isSoftware),
		notes(engines, isSoftware),
		kernels(engines),
	]
		.filter((text) => text !== '')
		.join('\n\n');
}

const COLUMNS: readonly (readonly [string, (engine: EngineResult) => string])[] = [
	['Engine', ({ name }) => name],
	['Weights', ({ setup }) => number(setup?.parameters)],
	['Dispatches', ({ counted }) => number(counted?.counts.dispatches)],
	['Submits', ({ counted }) => number(counted?.counts.submits)],
	['Passes', ({ counted }) => number(counted?.counts.passes)],
	['Bind groups', ({ counted }) => number(counted?.counts.bindGroups)],
	['Buffers made', ({ counted }) => number(counted?.counts.buffers)],
	['Buffer writes', ({ counted }) => number(counted?.counts.bufferWrites)],
	['Copies', ({ counted }) => number(counted?.counts.copies)],
	['Maps', ({ counted }) => number(counted?.counts.maps)],
	['JS ms, min', ({ counted }) => number(counted?.jsMs.min)],
	['JS ms, median', ({ counted }) => (counted === undefined ? '' : `${counted.jsMs.median} (n=${counted.jsMs.steps})`)],
	['GPU memory, MB', ({ counted }) => number(counted && Math.round(counted.gpuBytes / 1e5) / 10)],
	['Losses', parityText],
];

function table(engines: readonly EngineResult[], isSoftware: boolean): string {
	const stock = engines.find(({ key }) => key === 'stock-tfjs');
	const columns = isSoftware ? COLUMNS : [...COLUMNS, ...timeColumns(stock?.tokensPerSecond)];
	return grid(
		columns.map(([title]) => title),
		engines.map((engine) => columns.map(([, cell]) => cell(engine))),
	);
}

/** Ratios are of the same round, since a machine may slow down between rounds. */
function timeColumns(stock: readonly number[] | undefined): (typeof COLUMNS)[number][] {
	return [
		[
			'Tokens/s, median [min–max]',
			({ tokensPerSecond: rates }) =>
				rates === undefined
					? ''
					: `${number(Math.round(median(rates)))} [${number(Math.round(Math.min(...rates)))}–${number(Math.round(Math.max(...rates)))}]`,
		],
		[
			'× stock',
			({ tokensPerSecond: rates }) => {
				const ratios = (rates ?? []).flatMap((rate, i) => (stock?.[i] === undefined ? [] : [rate / stock[i]]));
				return ratios.length === 0 ? '' : median(ratios).toFixed(2);
			},
		],
	];
}

function parityText({ parity }: EngineResult): string {
	if (parity === undefined) return '';
	if (parity.verdict === 'void') return 'void here';
	if (parity.verdict === 'no reference') return parity.verdict;
	return `${parity.verdict} over ${parity.steps}${parity.worst === null ? '' : ` (worst ${(100 * parity.worst).toPrecision(2)} %)`}`;
}

function notes(engines: readonly EngineResult[], isSoftware: boolean): string {
	const lines = engines.flatMap(({ name, failure, setup, counted }) => {
		const first =
			setup?.isFresh !== true
				? ''
				: ` ${setup.pipelines} pipelines before the first loss${isSoftware ? '' : `, which came after ${(setup.firstStepMs / 1_000).toFixed(1)} s`}.`;
		return [
			...(failure === undefined ? [] : [`- ${name} did not finish: ${failure}`]),
			...(setup === undefined || setup.note === '' ? [] : [`- ${name}: ${setup.note}.`]),
			...(counted === undefined ? [] : [`- ${name}: ${counted.mode.replace(/\.$/, '')}.${first}`]),
		];
	});
	return lines.join('\n');
}

function kernels(engines: readonly EngineResult[]): string {
	const library = engines.find(({ key }) => key === 'gradus-library')?.kernels ?? [];
	if (library.length === 0) return '';
	const rows = library.map(({ name, dispatches, ns, flops }) => [
		name,
		number(dispatches),
		ns === null ? '' : (ns / 1_000).toFixed(1),
		ns === null ? '' : (flops / ns).toFixed(1),
	]);
	const isTimed = library.some(({ ns }) => ns !== null);
	const titles = ['Kernel of Gradus, library ops', 'Dispatches', 'µs', 'GFLOP/s'];
	return isTimed
		? grid(titles, rows)
		: grid(
				titles.slice(0, 2),
				rows.map((row) => row.slice(0, 2)),
			);
}

function presetSection({ presets, adapter }: BenchReport): string {
	if (presets.length === 0) return '';
	const rows = presets.map(({ lab, preset, coldMs, warmMs, failure }) => [lab, preset, number(coldMs), number(warmMs), failure ?? '']);
	const slow = adapter.isSoftware
		? ' A software adapter runs the step and compiles shaders on the processor: these times compare commits on one idle machine and say nothing else.'
		: '';
	return `## First step of each preset\n\nFrom making the model to its first loss, in milliseconds: cold in a browser with an empty profile, warm in a second worker of that browser.${slow}\n\n${grid(['Lab', 'Preset', 'Cold', 'Warm', 'Failure'], rows)}`;
}

function torchSection({ torch }: BenchReport): string {
	if (typeof torch === 'string') return '';
	const rows = torch.map(({ config, mode, tokensPerSecond, failure }) => [
		titleOf(config),
		mode,
		number(tokensPerSecond && Math.round(tokensPerSecond)),
		failure ?? '',
	]);
	return `## PyTorch on the same machine\n\n${grid(['Size', 'Mode', 'Tokens/s', 'Failure'], rows)}`;
}

function grid(titles: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`;
	return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

function number(value: number | null | undefined): string {
	return value === null || value === undefined || Number.isNaN(value) ? '' : value.toLocaleString('en');
}

function generationSection({ generation, adapter }: BenchReport): string {
	const title = '## Generation with a cache of keys and values';
	if (typeof generation === 'string') return `${title}\n\nNot measured: ${generation}`;
	const { rollouts, promptTime, newTokens, parameters, dispatchesPerToken, submits, recordings, jsMsPerToken, ms } = generation;
	const rows = [
		['Weights', number(parameters)],
		['Rows at once, prompt, new tokens', `${rollouts}, ${promptTime}, ${newTokens}`],
		['Dispatches for a token of all rows', number(dispatchesPerToken)],
		['Submits of a round', submits.join(', ')],
		['Recordings', number(recordings)],
		['JavaScript ms for a token of all rows: least submit, median round', `${round(jsMsPerToken.min)}, ${round(jsMsPerToken.median)}`],
		...(adapter.isSoftware ? [] : [['Milliseconds of a round', ms.map((each) => Math.round(each)).join(', ')]]),
	];
	return `${title}\n\nNothing is written or read by the page between two tokens. Counts do not depend on the number of rows.\n\n${grid(['', ''], rows)}`;
}
