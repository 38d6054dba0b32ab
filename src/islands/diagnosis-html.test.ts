import { expect, test } from 'vitest';
import { diagnosisHtml } from './diagnosis-html.ts';

test('only an authored diagnosis has an explanation', () => {
	const diagnoses = { 'mask-after-softmax': '<p>The mask comes late.</p>' };

	expect(diagnosisHtml(diagnoses, 'mask-after-softmax')).toBe('<p>The mask comes late.</p>');
	for (const id of ['constructor', '__proto__', 'toString', 'unknown', undefined]) expect(diagnosisHtml(diagnoses, id)).toBeUndefined();
});
