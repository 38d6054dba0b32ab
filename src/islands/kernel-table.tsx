/** The kernels of a step as a table: a row a name, the largest first, under the total of the step. */
import { type KernelStep, sumOf, type Work, withHonestTimes, workByName } from './kernel-kinds.ts';
import { measuresOf, weigh } from './kernel-lanes.ts';
import { amount, MEASURE_WORDS } from './kernel-words.ts';
import { quantity, ratio, share } from './quantity.ts';
import { perSecond } from './roofline.ts';

export function KernelTable({ step: told }: { readonly step: KernelStep }) {
	const { step } = withHonestTimes(told);
	const [measure = 'bytes'] = measuresOf(step.replayed);
	const whole = sumOf(step.replayed);
	const rows = workByName(step.replayed).toSorted((a, b) => weigh(b, measure) - weigh(a, measure));
	const hasTimes = whole.ns !== null;
	return (
		<div class="table-wrap" tabIndex={0} role="group" aria-label="Kernels of the step">
			<table class="table kernel-table">
				<caption>Kernels of one step, by name; shares are of the {MEASURE_WORDS[measure].of}</caption>
				<thead>
					<tr>
						<th scope="col">kernel</th>
						<th scope="col">kind</th>
						{['number', 'share', ...(hasTimes ? ['time'] : []), 'FLOPs', 'bytes', 'FLOPs a byte', ...(hasTimes ? ['rate'] : [])].map(
							(name) => (
								<th key={name} scope="col" class="r">
									{name}
								</th>
							),
						)}
					</tr>
				</thead>
				<tbody>
					{rows.map((work) => (
						<Row key={work.name} work={work} part={share(weigh(work, measure), weigh(whole, measure))} hasTimes={hasTimes} />
					))}
				</tbody>
				<tfoot>
					<Row work={{ ...whole, name: 'the step', kind: 'other' }} part="100 %" hasTimes={hasTimes} isTotal />
				</tfoot>
			</table>
		</div>
	);
}

interface RowProps {
	readonly work: Work;
	readonly part: string;
	readonly hasTimes: boolean;
	readonly isTotal?: boolean;
}

function Row({ work: { name, kind, kernels, ns, flops, bytes }, part, hasTimes, isTotal = false }: RowProps) {
	const rate = perSecond(flops, ns);
	const counted = flops > 0;
	return (
		<tr>
			<th scope="row">{name}</th>
			<td>{isTotal ? '' : kind}</td>
			<td class="r">{kernels}</td>
			<td class="r">{part}</td>
			{hasTimes && <td class="r">{ns === null ? '' : amount(ns, 'time')}</td>}
			<td class="r">{counted ? amount(flops, 'flops') : 'not counted'}</td>
			<td class="r">{amount(bytes, 'bytes')}</td>
			<td class="r">{counted && bytes > 0 ? ratio(flops / bytes) : ''}</td>
			{hasTimes && <td class="r">{counted && rate !== null ? quantity(rate, 'FLOP/s') : ''}</td>}
		</tr>
	);
}
