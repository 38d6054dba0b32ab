/** What home offers a learner first: the lab they are in the middle of and did not park, else the next lesson, else the start. Never more than one answer. */
import type { PathView } from '#contract/lesson.ts';
import type { Progress } from '#contract/progress.ts';

export interface NextStep {
	readonly kicker: string;
	readonly title: string;
	readonly why: string;
	readonly href: string;
	readonly label: string;
	readonly also: { readonly href: string; readonly label: string } | null;
}

export function chooseNext(path: PathView, { labs }: Progress): NextStep {
	const working = labs
		.filter(({ state, parkedAt }) => state === 'working' && parkedAt === null)
		.sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))[0];
	if (working) {
		const tries = working.submissions;
		const lesson = path.modules.flatMap((module) => module.lessons).find(({ lab }) => lab === working.labId);
		return {
			kicker: `Continue · lab ${working.lesson}`,
			title: working.title,
			why:
				tries > 0
					? `${tries} ${tries === 1 ? 'submission' : 'submissions'} so far. Your draft is where you left it.`
					: 'Your draft is where you left it.',
			href: `/lab/${working.labId}`,
			label: 'Continue in the lab',
			also: lesson?.href ? { href: lesson.href, label: 'Read its lesson' } : null,
		};
	}
	const { next } = path;
	if (!next?.href)
		return {
			kicker: 'All done',
			title: 'Everything written so far is done',
			why: 'New lessons appear on the path when they are written.',
			href: '/path',
			label: 'See the path',
			also: null,
		};
	return {
		kicker: `${path.done === 0 ? 'Begin here' : 'Next for you'} · lesson ${next.number}${next.minutes === null ? '' : ` · ${next.minutes} minutes`}`,
		title: next.title,
		why: next.question ?? '',
		href: next.href,
		label: path.done === 0 ? 'Read the first lesson' : 'Read the lesson',
		also: next.lab === null ? null : { href: `/lab/${next.lab}`, label: 'Open the lab' },
	};
}
