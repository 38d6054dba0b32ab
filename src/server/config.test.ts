/** The tutor's settings: all of them, or a sentence that says which is missing. */
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const TUTOR = { TUTOR_BASE_URL: 'http://127.0.0.1:11434/v1', TUTOR_MODEL: 'a-model' };

describe('the settings of the tutor', () => {
	it('are none unless they are set', () => {
		expect(readConfig({}).tutor).toBeNull();
		expect(readConfig({ TUTOR_BASE_URL: '', TUTOR_MODEL: '', TUTOR_API_KEY: '' }).tutor).toBeNull();
	});

	it('need no key and no price', () => {
		expect(readConfig(TUTOR).tutor).toEqual({
			baseUrl: TUTOR.TUTOR_BASE_URL,
			model: 'a-model',
			apiKey: undefined,
			price: null,
			dailyTokens: 2_000_000,
		});
		expect(readConfig({ ...TUTOR, TUTOR_PRICE_IN: '0.15', TUTOR_PRICE_OUT: '0.6' }).tutor?.price).toEqual({ in: 0.15, out: 0.6 });
	});

	it.each([
		['TUTOR_MODEL', { TUTOR_BASE_URL: TUTOR.TUTOR_BASE_URL }],
		['TUTOR_BASE_URL', { TUTOR_MODEL: 'a-model' }],
		['TUTOR_API_KEY', { TUTOR_API_KEY: 'sk-1' }],
		['TUTOR_PRICE_OUT', { ...TUTOR, TUTOR_PRICE_IN: '1' }],
		['TUTOR_PRICE_IN', { ...TUTOR, TUTOR_PRICE_OUT: '1' }],
		['TUTOR_BASE_URL', { ...TUTOR, TUTOR_BASE_URL: 'ftp://models' }],
		['TUTOR_DAILY_TOKENS', { ...TUTOR, TUTOR_DAILY_TOKENS: '-1' }],
	])('say that %s is the trouble, and never the key', (at, env) => {
		const read = () => readConfig({ TUTOR_API_KEY: 'sk-1', ...env });
		expect(read).toThrow(expect.objectContaining({ kind: 'invalid', at }));
		expect(read).not.toThrow(/sk-1/);
	});
});
