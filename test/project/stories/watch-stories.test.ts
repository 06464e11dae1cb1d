import {mkdir, rename, rm} from 'node:fs/promises';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {Stories, StorySource} from '../../../source/project/stories/stories.ts';
import {type After, watchStories} from '../../../source/project/stories/watch-stories.ts';
import {coderConfig} from '../../helpers/agent-config.ts';
import {temporaryFolder, writeFiles} from '../temporary.ts';

/** Fires what was set last as soon as it is told to, however long the delay. */
function createHandTimer() {
	let due: (() => void) | undefined;
	const after: After = (_, callback) => {
		due = callback;
		return () => {
			due = due === callback ? undefined : due;
		};
	};
	return {after, fire: () => due?.()};
}

async function watchFolder(after: After, files: Readonly<Record<string, string>> = {'1.md': 'one'}) {
	const root = temporaryFolder();
	const config: StorySource = {root, stories: path.join(root, 'stories'), agents: [coderConfig]};
	await mkdir(config.stories);
	await writeFiles(config.stories, files);
	const seen: Stories[] = [];
	onTestFinished(watchStories({config, after, onChange: stories => seen.push(stories)}));
	return {folder: config.stories, bodies: () => seen.at(-1)?.stories.map(story => story.body), seen};
}

function seenAfter(fire: () => void, seen: readonly Stories[]): Stories | undefined {
	fire();
	return seen.at(-1);
}

/** Real time, except that the poll never comes: what is seen was told by the system. */
const soon: After = (delayMs, callback) => {
	const timer = delayMs < 1000 ? setTimeout(callback, 1) : undefined;
	return () => clearTimeout(timer);
};

test('sees at once a file that is written, added, or replaced as editors do', async () => {
	const {folder, bodies} = await watchFolder(soon);
	await writeFiles(folder, {'1.md': 'one, again'});
	await expect.poll(bodies).toEqual(['one, again']);
	await writeFiles(folder, {'2.md': 'two'});
	await expect.poll(bodies).toEqual(['one, again', 'two']);
	await writeFiles(folder, {'.2.md.swp': 'two, again'});
	await rename(path.join(folder, '.2.md.swp'), path.join(folder, '2.md'));
	await expect.poll(bodies).toEqual(['one, again', 'two, again']);
	await rm(path.join(folder, '1.md'));
	await expect.poll(bodies).toEqual(['two, again']);
});

test('the poll sees a folder that was deleted and created again', async () => {
	const {after, fire} = createHandTimer();
	const {folder, seen} = await watchFolder(after);
	await rm(folder, {recursive: true});
	await expect.poll(() => seenAfter(fire, seen)?.refused.length).toBe(1);
	await mkdir(folder);
	await writeFiles(folder, {'3.md': 'three'});
	await expect.poll(() => seenAfter(fire, seen)?.stories.map(story => story.body)).toEqual(['three']);
});

test('a poll without changes does not call back', async () => {
	const {after, fire} = createHandTimer();
	const {folder, seen} = await watchFolder(after);
	fire();
	await writeFiles(folder, {'notes.txt': 'x'});
	fire();
	await writeFiles(folder, {'2.md': 'two'});
	await expect.poll(() => seenAfter(fire, seen)?.stories.length).toBe(2);
	expect(seen).toHaveLength(1);
});
