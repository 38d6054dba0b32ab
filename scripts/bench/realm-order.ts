/** One order to a realm: its answer, or an error with the realm's reason, or one that says it took too long. */
import type { Answers, Reply } from './orders.ts';

export async function inTime<Name extends keyof Answers>(reply: Promise<Reply>, name: Name, withinMs: number): Promise<Answers[Name]> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<Reply>((resolve) => {
		timer = setTimeout(() => resolve({ ok: false, reason: `${name} did not end in ${Math.round(withinMs / 1_000)} s` }), withinMs);
	});
	const answer = await Promise.race([reply, late]).finally(() => clearTimeout(timer));
	if (!answer.ok) throw new Error(answer.reason);
	// A realm answers an order with the answer of that order.
	return answer.value as Answers[Name];
}
