/** The keys of the lab, and the switch for those of a single letter. */
import { useState } from 'preact/hooks';
import type { EditorDesk } from './editor-desk.ts';
import { Modal } from './modal.tsx';
import { keepPreference, readPreference } from './preference.ts';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const COMMAND = isApple ? '⌘' : 'Ctrl';
export const TAB_SWITCH = isApple ? 'Ctrl+Shift+M' : 'Ctrl+M';

const KEYS: readonly (readonly [string, string])[] = [
	[`${COMMAND}+Enter`, 'Run the public checks here, in your browser'],
	['Shift+Enter', 'Train, in labs that train. In both editors: Enter alone begins a new line'],
	[`${COMMAND}+Shift+Enter`, 'Submit. Signed out: go to the sign-up offer'],
	[`${COMMAND}+S`, 'Save a named version'],
	['Esc', 'Leave the editor: first to the notes at your lines, then to the row below it'],
	[TAB_SWITCH, 'In the large editor: Tab moves on instead of indenting, and back'],
	[`${COMMAND}+Z`, 'Undo, also of a restored version or a reset'],
	['F1', 'Docs: names, types and errors, in your own words. On a name in the editor it begins with that name; on a Mac keyboard fn+F1'],
	[`${COMMAND}+K ${COMMAND}+I`, 'In the large editor: what stands at the cursor, its type, and after a run the tensor that it was'],
	['F8', 'In the large editor: next mark'],
	[`${COMMAND}+Space`, 'In the large editor: complete a name'],
	['Tab', 'In the large editor: take the grey text, where it is shown. Esc puts it away'],
	[`${COMMAND}+I`, 'Complete from my own code: a list of what you have earned here'],
	['?', 'This list'],
];

export function KeysDialog({ desk }: { readonly desk: EditorDesk }) {
	const [isOn, setOn] = useState(hasSingleKeys());
	return (
		<Modal title="Keys" onClose={() => (desk.dialog.value = null)}>
			<table class="table">
				<thead class="vh">
					<tr>
						<th scope="col">key</th>
						<th scope="col">what it does</th>
					</tr>
				</thead>
				<tbody>
					{KEYS.map(([key, what]) => (
						<tr key={key}>
							<th scope="row">
								<kbd>{key}</kbd>
							</th>
							<td>{what}</td>
						</tr>
					))}
				</tbody>
			</table>
			<label class="choice">
				<input
					type="checkbox"
					checked={isOn}
					onChange={({ currentTarget: { checked } }) => {
						keepPreference('single-keys', checked ? 'on' : 'off');
						setOn(checked);
					}}
				/>
				<span>Keys of a single letter, such as ?, act outside the editor</span>
			</label>
		</Modal>
	);
}

export function hasSingleKeys(): boolean {
	return readPreference('single-keys') !== 'off';
}
