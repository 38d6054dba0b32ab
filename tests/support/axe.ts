/** What axe finds on a page, for every test that looks with it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Of what conforms to WCAG 2.2 AA; without them axe says its best practices too. */
export const WCAG_AA: readonly string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const require = createRequire(import.meta.resolve('@axe-core/playwright'));
/** The short form, read by a document once, however often it is looked at. */
const AXE = `if (!window.axe) {${readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')}
}`;

export interface Look {
	readonly tags?: readonly string[];
	/** Selector of what is another project's. */
	readonly exclude?: string;
}

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

/**
 * In one go within the page, which has no frame of another origin: by default a second page is opened to write the report, which takes as
 * long as the look. What passes is not listed.
 */
export async function violationsOf(page: Page, { tags = WCAG_AA, exclude }: Look = {}): Promise<Violations> {
	const builder = new AxeBuilder({ page, axeSource: AXE }).setLegacyMode().options({ resultTypes: ['violations'] });
	if (tags.length > 0) builder.withTags([...tags]);
	if (exclude !== undefined) builder.exclude(exclude);
	return (await builder.analyze()).violations;
}
