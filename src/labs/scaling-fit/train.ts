/** Shift+Enter in lab 3.1: trains the family, hands its table to the learner's fit, says the prediction, and trains the size that was predicted. */
import { almanacPupil, almanacRate, gptConfigOf, gptShapes, type MeasuredRun, type Train, type TrainHost, trainFamily } from 'gradus';
import { ALMANAC_BATCH } from '#data/tasks/almanac.ts';
import { familyOf, type Member, shapeOf, stepsOf } from './plan.ts';
import { countsTable, type Forecast, forecast, forecastTable, type LawMaker, lawFigure, tableOfRuns } from './show-law.ts';

const NAMES = ['countWeights', 'misfit', 'fitLaw', 'intervalOfE'] as const;

export const train: Train = (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the four was just seen to be a function; what they return is checked where it is used.
	return run(learner as unknown as LawMaker, host);
};

async function run(maker: LawMaker, host: TrainHost): Promise<void> {
	const members = familyOf(host.config);
	const config = gptConfigOf(host.config);
	const { width } = config;
	const show = createShow(maker, host, members, width);
	await trainFamily({
		lab: 'scaling-fit',
		host,
		small: members.map(({ width: narrow, steps }) => ({ steps, begin: (seed) => almanacPupil({ width: narrow, steps, seed }) })),
		last: {
			shapes: gptShapes(config),
			begin: (seed, steps, stored) => almanacPupil({ width, steps, seed, stored }),
			rate: (step, steps) => almanacRate(width, step, steps),
		},
		told: show.told,
		measured: show.measured,
	});
}

function createShow(maker: LawMaker, host: TrainHost, members: readonly Member[], width: number) {
	const before = stepsOf(members);
	const lastSteps = host.steps - before;
	const count = (each: number): number => maker.countWeights(shapeOf(each));
	const last: MeasuredRun = { weights: count(width), tokens: lastSteps * ALMANAC_BATCH, loss: Number.NaN };
	let [runs, said]: [readonly MeasuredRun[], Forecast | null] = [[], null];
	return {
		told(losses: readonly number[], done: number): void {
			runs = tableOfRuns(members, losses, count);
			if (losses.length < members.length) {
				host.emit(lawFigure(runs, null, null, done));
				return;
			}
			said = forecast(maker, runs, last);
			const { loss, low, high } = said;
			host.emit({
				type: 'log',
				level: 'log',
				text: `Prediction for ${last.weights} weights and ${last.tokens} tokens: ${loss.toFixed(4)} (${low.toFixed(3)} to ${high.toFixed(3)}).`,
			});
			host.emit(lawFigure(runs, said, last, done));
			host.emit(forecastTable(said, null, done));
			host.emit(countsTable(maker, members, losses, width, done));
		},
		measured(steps: number, loss: number): void {
			if (said === null || steps < lastSteps) return;
			host.emit(lawFigure(runs, said, { ...last, loss }, before + steps));
			host.emit(forecastTable(said, loss, before + steps));
		},
	};
}
