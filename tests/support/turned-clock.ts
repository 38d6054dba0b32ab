/** Preloaded into a server under test: its clock stands as many milliseconds ahead as the file GRADUS_TEST_CLOCK says at that moment. Timers go on as ever. */
import { readFileSync } from 'node:fs';

const path = process.env['GRADUS_TEST_CLOCK'] ?? '';
const realNow = Date.now.bind(Date);
const now = (): number => realNow() + Number(readFileSync(path, 'utf8'));

globalThis.Date = new Proxy(Date, {
	construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
	get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
