/** What the journeys do on pages, in the words of a person: sign in, write code, submit, read the verdict. */
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';

export function labFile(lab: string, file: string): string {
	return readFileSync(`src/labs/${lab}/${file}`, 'utf8');
}

export async function logIn(page: Page, base: string, account: { username: string; password: string }): Promise<void> {
	await page.goto(`${base}/login`);
	await page.getByLabel('Username').fill(account.username);
	await page.getByLabel('Password').fill(account.password);
	await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
	await expect(page).not.toHaveURL(/\/login/);
}

export async function signUp(page: Page, base: string, account: { username: string; password: string; name: string }): Promise<void> {
	await page.goto(`${base}/signup`);
	await fillSignUp(page, account);
}

export async function fillSignUp(page: Page, account: { username: string; password: string; name: string }): Promise<void> {
	await page.getByLabel('Username').fill(account.username);
	await page.getByLabel('Name', { exact: true }).fill(account.name);
	await page.getByLabel('Password').fill(account.password);
	await page.getByRole('button', { name: 'Open the account' }).click();
	await expect(page).not.toHaveURL(/\/signup/);
}

export async function openLab(page: Page, base: string, lab: string): Promise<void> {
	await page.goto(`${base}/lab/${lab}`);
	await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
}

/** At the start of the text: further down a note may stand between the lines. */
export async function enterEditor(page: Page): Promise<void> {
	await page
		.locator('.monaco-editor .view-lines')
		.first()
		.click({ position: { x: 4, y: 4 } });
}

/** Replaces the whole file in Monaco as one input, as an on-screen keyboard or a dictation would. */
export async function writeCode(page: Page, code: string): Promise<void> {
	await enterEditor(page);
	await page.keyboard.press('Control+A');
	await page.keyboard.press('Delete');
	await page.keyboard.insertText(code);
}

export function output(page: Page) {
	return page.locator('#p-output');
}

export async function showTab(page: Page, name: 'Checks' | 'Training' | 'Model' | 'Compare' | 'Help'): Promise<void> {
	await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
}

export async function submitAndWait(page: Page, verdict: RegExp): Promise<void> {
	await page.getByRole('button', { name: 'Submit', exact: true }).click();
	await showTab(page, 'Checks');
	await expect(output(page).getByText(verdict).first()).toBeVisible({ timeout: 100_000 });
}
