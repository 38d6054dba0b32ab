/** The built site for a course of weeks in a minute: its clock is turned by the test, and what judges its labs may be changed without touching the build. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startServer, type TestServer } from './server.ts';
import { DIST } from './site.ts';

export interface CourseServer extends TestServer {
	/** By the server's clock, in milliseconds since the epoch. */
	now(): number;
	/** From the next request on. */
	turnTo(moment: number): void;
	/** Adds to what judges a lab, as who mends a check would build it anew. */
	changeJudge(labId: string, code: string): void;
}

export async function startCourseServer(): Promise<CourseServer> {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-course-'));
	const [dist, clock] = [join(folder, 'dist'), join(folder, 'clock')];
	copyBuild(dist);
	let aheadMs = 0;
	writeFileSync(clock, '0');
	const preload = new URL('./turned-clock.ts', import.meta.url).href;
	const options = [process.env['NODE_OPTIONS'] ?? '', `--import=${preload}`].join(' ').trim();
	const server = await startServer({ GRADUS_DIST: dist, GRADUS_TEST_CLOCK: clock, NODE_OPTIONS: options });
	return {
		...server,
		now: () => Date.now() + aheadMs,
		turnTo(moment) {
			aheadMs = moment - Date.now();
			// In one step: a server that reads between must not find an empty file.
			writeFileSync(`${clock}.next`, String(aheadMs));
			renameSync(`${clock}.next`, clock);
		},
		changeJudge(labId, code) {
			const path = join(dist, 'judges', `${labId}.cjs`);
			writeFileSync(path, `${readFileSync(path, 'utf8')}\n${code}\n`);
		},
		async stop() {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Pages and the server's own code stay where they are: they find their packages from there. */
function copyBuild(to: string): void {
	mkdirSync(to);
	for (const name of readdirSync(DIST)) {
		const from = resolve(DIST, name);
		if (name === 'client' || name === 'server') symlinkSync(from, join(to, name));
		else cpSync(from, join(to, name), { recursive: true });
	}
}
