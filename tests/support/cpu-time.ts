/**
 * How long something computes, in milliseconds of this thread's own processor time: for tests of how work grows with its input. A clock
 * on the wall would also count what else the machine does, and fail where nothing is wrong.
 */
export function cpuMs(run: () => void): number {
	const before = process.threadCpuUsage();
	run();
	const { user, system } = process.threadCpuUsage(before);
	return (user + system) / 1_000;
}
