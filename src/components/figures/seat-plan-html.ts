/** The drawing of the router figure as HTML: words that carry the number of their expert, and the seats of each expert. For the server and the page. */
import { escapeHtml } from '#contract/escape-html.ts';
import { percent } from '#contract/number-text.ts';
import type { ExpertSeats, Guest, RoutedToken, SeatChoice } from './seat-plan.ts';
import { seatPlan, waste } from './seat-plan.ts';

/** A mark of its own for each of up to eight experts: colour, kind of line and number. */
export function wordsHtml(tokens: readonly RoutedToken[], k: number): string {
	return tokens
		.map(
			({ text, experts }) =>
				`<span class="routed e${experts[0] ?? 0}">${escapeHtml(text)}<small>${experts.slice(0, k).join(' ')}</small></span>`,
		)
		.join(' ');
}

function guestsHtml(guests: readonly Guest[], tag: 'span' | 's'): string {
	return guests.map(({ text, weight }) => `<${tag}>${escapeHtml(text)} <small>${weight.toFixed(2)}</small></${tag}>`).join(' ');
}

export function seatsHtml(plan: readonly ExpertSeats[]): string {
	const rows = plan.map(({ seated, late }, e) => {
		const guests = [guestsHtml(seated, 'span'), guestsHtml(late, 's')].filter(Boolean).join(' ');
		return `<tr><th scope="row"><span class="routed e${e}">expert ${e}</span></th><td class="r">${seated.length}</td><td class="r">${late.length}</td><td class="guests">${guests || '–'}</td></tr>`;
	});
	return `<thead><tr><th scope="col">Expert</th><th scope="col" class="r">Seated</th><th scope="col" class="r">Too late</th><th scope="col">Who came, with the weight of the choice</th></tr></thead><tbody>${rows.join('')}</tbody>`;
}

export function planText(tokens: readonly RoutedToken[], experts: number, choice: SeatChoice): string {
	const plan = seatPlan(tokens, experts, choice);
	const { late, empty } = waste(plan, choice.seats);
	const rows = experts * choice.seats;
	return `<p>${tokens.length} words with ${choice.k === 1 ? 'one choice' : `${choice.k} choices`} each; ${experts} experts with ${choice.seats} ${choice.seats === 1 ? 'seat' : 'seats'}, so ${rows} rows are computed. ${percent(late)} of the choices find no seat, ${percent(empty)} of the seats stay empty.</p>`;
}
