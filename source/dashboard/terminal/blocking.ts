/**
 * Whether writes to a terminal stop the whole process until the terminal takes them. Node makes it so, which on a stalled
 * ssh line freezes keys and timers too, and has no public way to change it. Where there is no handle of a terminal (pipes,
 * tests, a future Node) nothing happens. What a child inherits must block again: most programs do not expect otherwise.
 */
export function setBlocking(stream: object, isBlocking: boolean): void {
	const handle: unknown = Reflect.get(stream, '_handle');

	if (isTerminalHandle(handle)) {
		handle.setBlocking(isBlocking);
	}
}

type TerminalHandle = {setBlocking(isBlocking: boolean): unknown};

function isTerminalHandle(handle: unknown): handle is TerminalHandle {
	return (
		typeof handle === 'object' && handle !== null && 'setBlocking' in handle && typeof handle.setBlocking === 'function'
	);
}
