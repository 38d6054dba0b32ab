/** Brings the server-rendered lab page to life: editor, panels, keys, splitters, heartbeats. */
import { render } from 'preact';
import type { LabWorkspace } from '#contract/submission.ts';
import { adoptGuest, sayAdopted, withAdopted } from './adopted-drafts.ts';
import { callApi, pageOf } from './api.ts';
import { connectEditor } from './connect-editor.ts';
import { readFirstCode } from './draft-keeper.ts';
import { createEditorDesk } from './editor-desk.ts';
import { EditorFoot, FilesBar, Overlays } from './editor-frame.tsx';
import { DraftNotice, LabActions, StatusBar } from './lab-bar.tsx';
import { bindKeys, bindPanes, bindSplitters } from './lab-frame.ts';
import { createLabStore, type LabStore } from './lab-store.ts';
import { GUEST } from './local-drafts.ts';
import { OutputPanel } from './output-panel.tsx';

const HEARTBEAT_MS = 30_000;

export async function mountLab(root: HTMLElement, given: LabWorkspace): Promise<void> {
	const owner = pageOf() ?? GUEST;
	const adopted = await adoptGuest();
	const workspace = withAdopted(given, adopted);
	const first = await readFirstCode(workspace, owner);
	const store = createLabStore(workspace, owner, first);
	const desk = createEditorDesk(store, owner);
	place(root, 'actions', <LabActions store={store} />);
	place(root, 'output', <OutputPanel store={store} openDocs={() => (desk.dialog.value = 'docs')} />);
	place(root, 'status', <StatusBar store={store} />);
	place(root, 'notice', <DraftNotice store={store} desk={desk} isRecovered={first.isUnsaved && workspace.signedIn} />);
	place(root, 'files', <FilesBar store={store} desk={desk} />);
	place(root, 'editor-foot', <EditorFoot desk={desk} />);
	place(root, 'overlays', <Overlays store={store} desk={desk} />);
	bindPanes(root, store);
	bindSplitters(root);
	bindKeys(store, desk);
	void store.pins.load();
	if (workspace.lab.trains) void store.choosePreset(firstPreset(store));
	await connectEditor(root, store, desk);
	const said = sayAdopted(adopted, workspace.sitting === null ? workspace.lab.id : null);
	if (said !== null) desk.tell(said);
	if (first.isUnsaved) store.drafts.edited();
	beat(store);
	await Promise.all([
		store.loadHelp(),
		desk.mayComplete ? store.automation.load() : undefined,
		workspace.signedIn ? store.submission.resume() : undefined,
	]);
}

function firstPreset({ weights, workspace: { lab }, preset }: LabStore): string {
	const last = weights.lastPreset();
	return last !== null && Object.hasOwn(lab.presets, last) ? last : preset.peek();
}

function place(root: HTMLElement, name: string, content: preact.JSX.Element): void {
	const slot = root.querySelector<HTMLElement>(`[data-slot="${name}"]`);
	if (slot === null) throw new Error(`The lab page has no place for "${name}".`);
	slot.replaceChildren();
	render(content, slot);
}

/** Only while the page is seen and something was done since the last beat. */
function beat({ workspace: { api, signedIn }, ladder, tab }: LabStore): void {
	if (!signedIn) return;
	let isActive = false;
	for (const type of ['keydown', 'pointerdown', 'scroll'])
		addEventListener(type, () => (isActive = true), { passive: true, capture: true });
	setInterval(() => {
		if (document.visibilityState !== 'visible' || !isActive) return;
		isActive = false;
		// Work opens rungs, so the panel follows it.
		void callApi('POST', `${api}/active`, {}).then(({ ok }) => (ok ? ladder.follow(tab.peek() === 'help') : undefined));
	}, HEARTBEAT_MS);
}
