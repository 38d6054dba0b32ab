/** A person's stack: every lab, what it imports of the others, and whose lines those are. A guest has written none: what labs import is borrowed. */
import type { MapNode } from '#contract/map.ts';
import type { Actor } from '#contract/user.ts';
import { listAcceptedLabs } from '#db/store/submissions.ts';
import { labs } from '#labs/index.ts';
import type { Context } from './context.ts';

/** In the order of the path. */
export async function getStack(context: Context, actor: Actor | null): Promise<readonly MapNode[]> {
	return buildStack(labs, actor === null ? new Set() : await listAcceptedLabs(context.client, actor.id));
}

interface StackLab {
	readonly id: string;
	readonly lesson: string;
	readonly title: string;
	readonly allowedImports: { readonly my: readonly string[] };
}

export function buildStack(all: readonly StackLab[], accepted: ReadonlySet<string>): readonly MapNode[] {
	const known = new Set(all.map(({ id }) => id));
	const imported = new Set(all.flatMap(({ allowedImports }) => allowedImports.my));
	return all.map(({ id, lesson, title, allowedImports }) => ({
		id,
		title: `${lesson} ${title}`,
		href: `/lab/${id}`,
		needs: allowedImports.my.filter((one) => known.has(one)),
		state: accepted.has(id) ? 'yours' : imported.has(id) ? 'borrowed' : 'unused',
	}));
}
