/** Deleting what nobody else holds a copy of takes two presses: the first changes the words of the button, the second counts. */
export function isSecondPress(button: HTMLButtonElement): boolean {
	const isSure = button.dataset['delete'] === 'sure';
	button.dataset['delete'] = isSure ? '' : 'sure';
	button.textContent = isSure ? 'Delete what is kept here' : 'Press again to delete for good';
	return isSure;
}
