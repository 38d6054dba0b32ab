/** What is refused at the edge because no database of ours could hold it. */
import { expect, test } from 'vitest';
import { draftSchema, submitRequestSchema } from './submission.ts';

test('code with a NUL character is refused with a sentence, as a submission and as a draft; other odd characters pass', () => {
	const submission = (code: string) =>
		submitRequestSchema.safeParse({ lab: 'a', version: 1, code, idempotencyKey: '0b0e7f5c-3b3a-4c3e-9d3e-0a1b2c3d4e5f' });
	const draft = (code: string) => draftSchema.safeParse({ name: '', code, labVersion: 1, revision: 0 });

	for (const parse of [submission, draft]) {
		expect(parse('a\0b').error?.issues[0]?.message).toContain('NUL character');
		expect(parse('a\u202e\u001b\u{1f525}').success).toBe(true);
	}
});
