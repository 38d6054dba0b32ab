/** The figure of lesson 0.3 tells what the lesson says one sees in it. */
import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action, type HelpStory, NEW_STORY, readStory, tell } from './help-policy.ts';
import { actionsHtml, policyHtml, policyText } from './help-policy-html.ts';

const storyOf = (...actions: Action[]): HelpStory => actions.reduce(tell, NEW_STORY);
const mastery = (story: HelpStory) => readStory(story).decision.mastery ?? 0;

describe('the help figure', () => {
	it('opens the second rung after one failure, once the first was taken', () => {
		expect(readStory(storyOf('fail-same')).decision.maxLevel).toBe(1);
		expect(readStory(storyOf('fail-same', 'rung')).possible.has('rung')).toBe(false);
		expect(readStory(storyOf('fail-same', 'rung', 'fail-new')).decision.maxLevel).toBe(2);
	});

	it('ends, with help and a re-check, within the small learning step of where it ends without help', () => {
		const helped = storyOf('rung', 'fail-new', 'rung', 'fail-new', 'rung', 'pass', 'recheck');
		const alone = storyOf('fail-new', 'fail-new', 'pass', 'recheck');
		expect(readStory(storyOf('rung', 'fail-new', 'rung', 'fail-new', 'rung')).taken).toBe(3);
		const logOdds = (story: HelpStory) => Math.log(mastery(story) / (1 - mastery(story)));
		expect(Math.abs(logOdds(helped) - logOdds(alone))).toBeLessThan(0.55);
	});

	it('gives help later in a new lab once the skill is proven', () => {
		const proven = storyOf('pass', 'recheck', 'new-lab');
		expect(readStory(proven).decision).toMatchObject({ status: 'proven', maxLevel: 0 });
		expect(readStory(storyOf('pass', 'recheck', 'new-lab', 'away', 'away', 'away')).decision.status).toBe('due');
	});

	it('offers no action that the policy would refuse', () => {
		const { possible } = readStory(storyOf('pass'));
		expect([...possible].toSorted()).toEqual(['away', 'new-lab', 'recheck']);
	});

	it('names every action, and says in words what it draws', () => {
		for (const action of ACTIONS) expect(actionsHtml(NEW_STORY)).toContain(`data-action="${action}"`);
		expect(policyHtml(NEW_STORY)).toContain('style="--p:0.150"');
		expect(policyText(storyOf('fail-same'))).toContain('masking stands at 0.06');
	});
});
