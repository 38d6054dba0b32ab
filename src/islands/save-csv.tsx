/** The button that gives the numbers of a figure as a file. They are written when it is pressed, not while a run goes on. */
import { saveFile } from './save-file.ts';

interface SaveCsvProps {
	/** Of the file, without its ending. */
	readonly name: string;
	readonly label: string;
	readonly isOff?: boolean;
	readonly text: () => string;
}

export function SaveCsv({ name, label, isOff = false, text }: SaveCsvProps) {
	return (
		<button type="button" class="btn btn-s" disabled={isOff} onClick={() => saveFile(`${name}.csv`, text(), 'text/csv')}>
			{label}
		</button>
	);
}
