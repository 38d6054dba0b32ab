/** The help figure as HTML and as one paragraph: the estimate, the five rungs, the reasons, what opens the next, the log so far. */
import { RUNG_TITLES } from '#contract/rungs.ts';
import { explainNext, explainReasons } from '#learning/explain.ts';
import { ACTION_LABELS, ACTIONS, type HelpStory, readStory, type StoryState } from './help-policy.ts';

const CREDITS = ['1.00', '0.85', '0.60', '0.35', '0.15', '0'];

export function policyHtml(story: HelpStory): string {
	const state = readStory(story);
	const p = state.decision.effective ?? 0;
	const sentences = [...explainReasons(state.decision, 'Masking'), ...nextSentence(state)];
	return `<p><strong>Lab ${story.lab}</strong> <span class="meta">${statusWords(state)}</span></p>
<div class="skill"><span class="name">Masking</span><div class="scale" role="img" aria-label="Masking ${p.toFixed(2)}; proven from 0.90" style="--p:${p.toFixed(3)}"><span class="fill"></span><span class="mark"></span></div><span class="p">${p.toFixed(2)}</span></div>
<ol class="ladder">${RUNG_TITLES.map((title, n) => rungHtml(state, title, n + 1)).join('')}</ol>
<div class="stack">${sentences.map((sentence) => `<p>${sentence}</p>`).join('')}</div>
${logHtml(state)}`;
}

export function policyText(story: HelpStory): string {
	const state = readStory(story);
	const { effective, maxLevel } = state.decision;
	const help = maxLevel === 0 ? 'no rung is open' : `rungs up to ${maxLevel} are open, ${state.taken} taken`;
	return `Lab ${story.lab}: masking stands at ${(effective ?? 0).toFixed(2)}, ${help}. ${[...explainReasons(state.decision, 'Masking'), ...nextSentence(state)].join(' ')}`;
}

export function actionsHtml(story: HelpStory): string {
	const { possible } = readStory(story);
	return ACTIONS.map(
		(action) =>
			`<button type="button" class="btn btn-s" data-action="${action}" aria-disabled="${String(!possible.has(action))}">${ACTION_LABELS[action]}</button>`,
	).join(' ');
}

function statusWords({ isPassed, failures, taken, decision }: StoryState): string {
	const parts = [isPassed ? 'passed' : 'in work', `${failures} ${failures === 1 ? 'failure' : 'failures'}`, `${taken} of 5 rungs taken`];
	return decision.status === 'proven' || decision.status === 'due'
		? [...parts, decision.status === 'due' ? 'skill due for a check' : 'skill proven'].join(' · ')
		: parts.join(' · ');
}

function nextSentence(state: StoryState): string[] {
	const sentence = state.isPassed ? null : explainNext(state.decision);
	return sentence === null ? [] : [sentence];
}

function rungHtml({ taken, decision }: StoryState, title: string, rung: number): string {
	const state = rung <= taken ? 'taken' : rung <= decision.maxLevel ? 'now' : 'shut';
	const word = { taken: 'taken', now: 'open', shut: 'not open yet' }[state];
	return `<li class="rung rung-${state}"><span class="n">${rung}</span><h3>${title} <span class="meta">${word}</span></h3><span class="cost num">a pass counts ${CREDITS[rung] ?? ''}</span></li>`;
}

function logHtml({ evidence }: StoryState): string {
	if (evidence.length === 0) return '<p class="meta">No evidence yet. Do something.</p>';
	const rows = evidence.slice(-6).map((line) => `<tr><td>${line.task}</td><td>${line.what}</td><td class="r">${line.effect}</td></tr>`);
	return `<table class="table"><caption class="vh">The last events and their effect</caption><thead><tr><th scope="col">where</th><th scope="col">what</th><th scope="col" class="r">effect</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
