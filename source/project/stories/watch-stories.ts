import {type FSWatcher, readdirSync, statSync, watch} from 'node:fs';
import path from 'node:path';
import {createMutex} from '../../core/mutex.ts';
import {isStoryFile, readStories, type Stories, type StorySource} from './stories.ts';

/** Calls back once after a delay; returns a function that cancels it. */
export type After = (delayMs: number, callback: () => void) => () => void;

/** Stops watching. Calling it twice is harmless. */
export type StopWatching = () => void;

/** How long to wait after an event, because one save causes several: truncate, write, rename. */
const settleMs = 100;
/** Polling finds changes without an event: on network file systems, in a folder created later, after a failed watch. */
const pollMs = 5000;

/**
 * Calls `onChange` with all stories whenever their files have changed. Does not call it for the initial state. Compares
 * names, sizes and times first, so that a poll without changes reads no file.
 */
export function watchStories(options: {
	readonly config: StorySource;
	readonly after: After;
	readonly onChange: (stories: Stories) => void;
}): StopWatching {
	const {config, after, onChange} = options;
	let known = signatureOf(config.stories);
	let watcher: FSWatcher | undefined;
	let cancelSettling = () => {};
	let cancelPoll = () => {};
	const mutex = createMutex();
	let stopped = false;

	const closeWatcher = () => {
		watcher?.close();
		watcher = undefined;
	};
	const settle = () => {
		cancelSettling();
		cancelSettling = after(settleMs, lookNext);
	};
	const look = async () => {
		watcher ??= openWatcher(config.stories, settle, closeWatcher);
		const current = signatureOf(config.stories);
		const stories = current === known ? undefined : await readStories(config);
		known = current;

		if (!stopped) {
			stories && onChange(stories);
			cancelPoll();
			cancelPoll = after(pollMs, lookNext);
		}
	};
	// One at a time: the result of an older read must not replace that of a newer one.
	const lookNext = () => {
		void mutex(async () => (stopped ? undefined : look()));
	};

	watcher = openWatcher(config.stories, settle, closeWatcher);
	cancelPoll = after(pollMs, lookNext);
	return () => {
		stopped = true;
		cancelSettling();
		cancelPoll();
		closeWatcher();
	};
}

function openWatcher(folder: string, onEvent: () => void, onFailure: () => void): FSWatcher | undefined {
	try {
		// An event with the folder's own name means that it was removed. A new folder of that name needs a new watcher.
		return watch(folder, {persistent: false}, (_, name) => {
			name === path.basename(folder) && onFailure();
			onEvent();
		}).on('error', onFailure);
	} catch {
		return undefined;
	}
}

/**
 * A string that changes when a story file is added, removed, renamed or written. Synchronous, so that no change after the
 * call is missed. 200 files take about 1 ms.
 */
export function signatureOf(folder: string): string {
	try {
		const names = readdirSync(folder).filter(isStoryFile).sort();
		return JSON.stringify(names.map(name => [name, signatureOfFile(path.join(folder, name))]));
	} catch {
		return '';
	}
}

function signatureOfFile(file: string): string {
	const status = statSync(file, {bigint: true, throwIfNoEntry: false});
	return status ? `${status.ino} ${status.size} ${status.mtimeNs} ${status.ctimeNs}` : '';
}
