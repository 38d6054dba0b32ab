/** Named versions: save, look back, see what changed, restore. Nothing here loses text: a restored version can be undone. */
import { useEffect, useState } from 'preact/hooks';
import type { StoredDraft } from '#contract/submission.ts';
import { clock } from './draft-sync.ts';
import type { EditorDesk } from './editor-desk.ts';
import type { LabStore } from './lab-store.ts';
import { Modal } from './modal.tsx';
import { nextVersionName } from './version-list.ts';

interface VersionsProps {
	readonly store: LabStore;
	readonly desk: EditorDesk;
}

export function VersionsDialog({ store, desk }: VersionsProps) {
	const close = (): void => {
		desk.dialog.value = null;
	};
	useEffect(() => void desk.versions.load(), []);
	const list = desk.versions.list.value;
	return (
		<Modal title="Versions" onClose={close}>
			<SaveForm store={store} desk={desk} />
			<VersionTable store={store} desk={desk} list={list ?? []} />
			{list === null && desk.versions.problem.value === null && <p class="meta">Loading your versions.</p>}
			{!store.workspace.signedIn && <p class="meta">Kept in this browser. With an account they come along to every device.</p>}
		</Modal>
	);
}

function SaveForm({ store, desk }: VersionsProps) {
	const list = desk.versions.list.value ?? [];
	const [typed, setTyped] = useState<string | null>(null);
	const [saved, setSaved] = useState<string | null>(null);
	const name = typed ?? nextVersionName(list);
	const known = list.find((version) => version.name === name.trim());
	const save = async (event: Event): Promise<void> => {
		event.preventDefault();
		setSaved(null);
		if (!(await desk.versions.save(name.trim(), store.code.peek()))) return;
		setSaved(name.trim());
		setTyped(null);
	};
	return (
		<form class="field" onSubmit={(event) => void save(event)}>
			<label for="version-name">Save the code as it is now, under the name</label>
			<div class="row">
				<input
					id="version-name"
					class="input version-name"
					value={name}
					maxLength={80}
					required
					autocomplete="off"
					onInput={({ currentTarget: { value } }) => setTyped(value)}
				/>
				<button type="submit" class="btn btn-s btn-go">
					{known ? 'Replace' : 'Save'}
				</button>
			</div>
			{known && <p class="hint">There is a version of that name, of {when(known)}. Saving replaces it.</p>}
			<p role="status">
				{desk.versions.problem.value !== null && <span class="fail">{desk.versions.problem.value}</span>}
				{saved !== null && `Saved as “${saved}”.`}
			</p>
		</form>
	);
}

function VersionTable({ store, desk, list }: VersionsProps & { readonly list: readonly StoredDraft[] }) {
	const { starter } = store.workspace;
	const now = { title: 'the code now', code: store.code.value };
	const compare = (title: string, code: string): void => {
		desk.difference.value = { before: { title, code }, after: now };
	};
	const restore = (title: string, code: string): void => {
		desk.dialog.value = null;
		desk.replace(code, title === 'the starter' ? 'Reset to the starter.' : `“${title}” is back in the editor.`);
	};
	return (
		<table class="table">
			<thead>
				<tr>
					<th scope="col">version</th>
					<th scope="col">saved</th>
					<th scope="col">
						<span class="vh">what to do</span>
					</th>
				</tr>
			</thead>
			<tbody>
				{list.map((version, at) => (
					<tr key={version.name}>
						<th scope="row">{version.name}</th>
						<td>{when(version)}</td>
						<td class="row">
							<Act label={`Compare ${version.name} with the code now`} text="Compare" act={() => compare(version.name, version.code)} />
							<ToEarlier desk={desk} version={version} earlier={list[at + 1]} starter={starter} />
							<Act label={`Restore ${version.name}`} text="Restore" act={() => restore(version.name, version.code)} />
						</td>
					</tr>
				))}
				<tr>
					<th scope="row">the starter</th>
					<td />
					<td class="row">
						<Act label="Compare the starter with the code now" text="Compare" act={() => compare('the starter', starter)} />
						<Act label="Reset to starter" text="Reset to starter" act={() => restore('the starter', starter)} />
					</td>
				</tr>
			</tbody>
		</table>
	);
}

interface ToEarlierProps {
	readonly desk: EditorDesk;
	readonly version: StoredDraft;
	readonly earlier: StoredDraft | undefined;
	readonly starter: string;
}

/** What this version changed against the one before it, or against the starter. */
function ToEarlier({ desk, version, earlier, starter }: ToEarlierProps) {
	const before = earlier ? { title: earlier.name, code: earlier.code } : { title: 'the starter', code: starter };
	const act = (): void => {
		desk.difference.value = { before, after: { title: version.name, code: version.code } };
	};
	return <Act label={`What ${version.name} changed since ${before.title}`} text="Changes" act={act} />;
}

function Act({ label, text, act }: { readonly label: string; readonly text: string; readonly act: () => void }) {
	return (
		<button type="button" class="btn btn-quiet btn-s" aria-label={label} onClick={act}>
			{text}
		</button>
	);
}

function when({ updatedAt }: StoredDraft): string {
	const day = new Date(updatedAt).toLocaleDateString([], { day: 'numeric', month: 'short' });
	return `${day}, ${clock(updatedAt)}`;
}
