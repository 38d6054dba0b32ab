/** Sends trained weights under their own hash, saying how much has gone. The hash comes back. */
import { type ApiResult, failureOf, ownHeaders } from './api.ts';

export async function uploadCheckpoint(bytes: ArrayBuffer, onProgress: (share: number) => void): Promise<ApiResult<string>> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	onProgress(0);
	return new Promise((resolve) => {
		// fetch cannot say how much of a body has been sent.
		const request = new XMLHttpRequest();
		request.open('PUT', `/api/checkpoints/${sha256}`);
		for (const [name, value] of Object.entries(ownHeaders())) request.setRequestHeader(name, value);
		request.setRequestHeader('content-type', 'application/octet-stream');
		request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
		request.onerror = () =>
			resolve({ ok: false, kind: 'offline', message: 'The weights could not be sent. They are kept here; submit again.', body: null });
		request.onload = () => {
			if (request.status >= 200 && request.status < 300) resolve({ ok: true, value: sha256 });
			else resolve(failureOf(parse(request.responseText), request.status));
		};
		request.send(bytes);
	});
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
