/** A child's end of the framed protocol, on fd 3: answers one frame after the other, and ends the process when the grader is gone. */
import { Socket } from 'node:net';
import { type Frame, FrameReader, type FromChild, writeFrame } from './frames.ts';

/** Gives the function that sends. */
export function openChildSocket(
	answer: (frame: Frame) => Promise<void>,
	fail: (error: unknown) => void,
): (head: FromChild, body?: Uint8Array) => void {
	const socket = new Socket({ fd: 3, readable: true, writable: true });
	socket.on('close', () => process.kill(process.pid, 'SIGKILL'));
	socket.on('error', () => process.kill(process.pid, 'SIGKILL'));
	const reader = new FrameReader();
	let queue = Promise.resolve();
	socket.on('data', (chunk: Buffer) => {
		for (const frame of reader.push(chunk)) queue = queue.then(() => answer(frame)).catch(fail);
	});
	return (head, body) => void socket.write(writeFrame(head, body));
}
