/**
 * One request a round of the event loop. SQLite answers without ever waiting, so a request runs from its first line to its last in one
 * go, and all that have arrived run in the same round. Node accepts one connection a round: with 200 learners at work a round took a
 * third of a second, three new connections a second were accepted, and who came last waited half a minute (docs/decisions/0035).
 */
const waiting: (() => void)[] = [];

/** Resolves in the order of asking, for one of them in each round of the event loop. */
export function nextRound(): Promise<void> {
	return new Promise((resolve) => {
		waiting.push(resolve);
		if (waiting.length === 1) setImmediate(startOne);
	});
}

function startOne(): void {
	waiting.shift()?.();
	if (waiting.length > 0) setImmediate(startOne);
}
