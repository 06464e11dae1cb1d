import type {Turn} from './fake-api.ts';
import type {Block, ServedUsage} from './message-stream.ts';

/** Creates an answer turn. Each answer has a different usage, so that a wrong sum is noticed. */
export function answer(blocks: readonly Block[], usage: Partial<ServedUsage> = {}, pieceDelayMs = 0): Turn {
	return {
		kind: 'answer',
		blocks,
		usage: {input: 1000, output: 50, cacheWrite: 0, cacheRead: 0, ...usage},
		pieceDelayMs,
	};
}

export function text(words: string): Block {
	return {type: 'text', text: words};
}

export function use(name: string, input: Readonly<Record<string, unknown>>): Block {
	return {type: 'tool_use', name, input};
}

export function bash(command: string): Block {
	return {type: 'tool_use', name: 'Bash', input: {command, description: 'Run a command'}};
}
