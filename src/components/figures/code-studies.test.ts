import { expect, it } from 'vitest';
import { isQuantity, PANELS, studiesSvg, studiesText } from './code-studies.ts';

const quantities = Object.keys(PANELS).filter(isQuantity);

it('keeps every number and interval inside its panel, and draws and says each', () => {
	for (const quantity of quantities) {
		const { rows, range } = PANELS[quantity];
		expect(rows.length).toBeGreaterThan(0);
		for (const { value, low = value, high = value } of rows) {
			expect(low).toBeGreaterThanOrEqual(range[0]);
			expect(high).toBeLessThanOrEqual(range[1]);
			expect(low <= value && value <= high).toBe(true);
		}
		expect(studiesSvg(quantity).match(/<circle/g)).toHaveLength(rows.length);
		expect(studiesText(quantity).match(/<li>/g)).toHaveLength(rows.length);
	}
});

it('gives the interval of the field trials from their standard error', () => {
	expect(studiesText('tasks')).toContain('<strong>26</strong> (95 % interval 6 to 46)');
	expect(studiesText('time')).toContain('<strong>−18</strong> (95 % interval −38 to 9)');
});
