/** Ids of what a form makes: the same form sent twice, by a press too many or a page that was slow, makes it once. */
import { idOf, newId } from '#db/id.ts';

/** `key`: which showing of the form it was; '' for a sender without one. `content`: all that was meant, so that the form filled in anew means something new. */
export function idOfForm(key: string, now: number, content: readonly unknown[]): string {
	return key === '' ? newId(now) : idOf(JSON.stringify([key, ...content]));
}
