/** Groups by help before the pass, on logs made by hand. */
import { expect, test } from 'vitest';
import { logOf } from '../../tests/support/event-log.ts';
import { helpOutcomes } from './help-outcomes.ts';

const LATER = { start: 9e8, recheck: '#1' };

test('a learner is in one group by the highest rung before the pass', () => {
	const logs = new Map([
		['alone', logOf('open w5 pass 3')],
		['oriented', logOf('open 1 fail:a pass')],
		['helped', logOf('open 1 2 pass')],
		['working', logOf('open w5 1 2 fail:a')],
		['looked', logOf('open')],
	]);
	expect(helpOutcomes(logs)).toEqual([
		{
			labId: 'lab',
			unaided: { worked: ['alone', 'oriented'], passed: ['alone', 'oriented'], recheckPassed: [], recheckFailed: [] },
			aided: { worked: ['helped', 'working'], passed: ['helped'], recheckPassed: [], recheckFailed: [] },
		},
	]);
});

test('only the first re-check of the lab after its pass counts', () => {
	const logs = new Map([
		['passes', [...logOf('pass'), ...logOf('pass', LATER)]],
		['fails, then passes', [...logOf('1 2 3 pass'), ...logOf('fail:a pass', LATER)]],
		['has not passed the lab', [...logOf('fail:a'), ...logOf('pass', LATER)]],
		['another lab', [...logOf('pass'), ...logOf('pass', { ...LATER, lab: 'other' })]],
	]);
	const [lab] = helpOutcomes(logs);
	expect(lab?.unaided.recheckPassed).toEqual(['passes']);
	expect(lab?.aided.recheckFailed).toEqual(['fails, then passes']);
	expect(lab?.aided.recheckPassed).toEqual([]);
});
