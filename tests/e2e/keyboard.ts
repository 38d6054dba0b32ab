/** How a person without a pointer gets about: Tab to what they want, then Enter. */
import { expect, type Locator, type Page } from '@playwright/test';

export async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
	await expect(target).toBeVisible();
	for (let n = 0; n < most; n++) {
		if (await target.evaluate((element) => element === document.activeElement || element.contains(document.activeElement))) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`${most} times Tab do not lead to ${target}.`);
}

export async function press(page: Page, target: Locator): Promise<void> {
	await tabTo(page, target);
	await page.keyboard.press('Enter');
}
