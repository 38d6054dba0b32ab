/** A dialog over the page: the browser keeps the focus inside, closes it with Escape and gives the focus back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface ModalProps {
	readonly title: string;
	readonly isWide?: boolean;
	readonly onClose: () => void;
	readonly children: ComponentChildren;
}

export function Modal({ title, isWide = false, onClose, children }: ModalProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	const name = useId();
	useEffect(() => {
		const shown = dialog.current;
		shown?.showModal();
		return () => shown?.close();
	}, []);
	// Left to itself, Chromium closes two dialogs at one Escape when the second opened without a fresh click.
	const closeThisOne = (event: KeyboardEvent): void => {
		if (event.key !== 'Escape') return;
		event.preventDefault();
		event.stopPropagation();
		dialog.current?.close();
	};
	return (
		<dialog ref={dialog} class={isWide ? 'dialog dialog-wide' : 'dialog'} aria-labelledby={name} onClose={onClose} onKeyDown={closeThisOne}>
			<header class="row">
				<h2 id={name}>{title}</h2>
				<span class="push" />
				<button type="button" class="btn btn-quiet btn-s" onClick={() => dialog.current?.close()}>
					Close
				</button>
			</header>
			<div class="body">{children}</div>
		</dialog>
	);
}
