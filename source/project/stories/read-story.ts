import {readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {toMessage} from '../../core/errors.ts';
import type {Story} from '../../core/fleet/story.ts';
import {type StoryId, storyIdProblem, toStoryId} from '../../core/ids.ts';
import type {Problem} from '../config/config-problem.ts';
import {parseStoryText, type StoryProblem, type StoryText} from './front-matter.ts';

/** A story whose file is valid. Its references to other stories are not checked yet. */
export type ReadStory = {readonly kind: 'story'; readonly story: Story; readonly lineOf: StoryText['lineOf']};

/** In bytes. Protects memory from a file that is not a story. */
const maxFileBytes = 1024 * 1024;

/** Reads one story file. Never throws: returns what is wrong with it. */
export async function readStory(file: string): Promise<ReadStory | StoryProblem> {
	const stem = toStem(file);
	const problem = storyIdProblem(stem);

	if (problem) {
		return toProblem(`its name without ".md" is not a valid story id; rename the file: ${problem}.`);
	}

	const text = await readText(file);
	const parsed = typeof text === 'string' ? parseStoryText(text) : text;
	return parsed.kind === 'problem' ? parsed : toStory(toStoryId(stem), file, parsed);
}

/** The file's name without `.md`, which is the story's id: `42_login` of `/shop/stories/42_login.md`. */
export function toStem(file: string): string {
	return path.basename(file).slice(0, -'.md'.length);
}

/** Checks the file's type first, because opening a FIFO would block. */
async function readText(file: string): Promise<string | StoryProblem> {
	try {
		const status = await stat(file);

		if (!status.isFile() || status.size > maxFileBytes) {
			return toProblem('expected a regular file of at most 1 MiB.');
		}

		const text = new TextDecoder('utf-8', {fatal: true}).decode(await readFile(file));
		return text.includes('\0') ? toProblem('contains a NUL character, expected Markdown.') : text;
	} catch (error) {
		return toProblem(
			error instanceof TypeError ? 'is not valid UTF-8; save it as UTF-8.' : `cannot be read (${toMessage(error)}).`,
		);
	}
}

function toStory(id: StoryId, file: string, {values, body, lineOf}: StoryText): ReadStory | StoryProblem {
	const misnamed = values.after.findIndex(storyIdProblem);

	if (misnamed !== -1) {
		const name = JSON.stringify(values.after[misnamed]);
		return toProblem(`after names ${name}, which is not a valid story id.`, lineOf(['after', misnamed]));
	}

	const story: Story = {
		id,
		title: values.title ?? id,
		agent: values.agent,
		after: [...new Set(values.after)].map(toStoryId),
		priority: values.priority,
		budgetUsd: values.budget_usd,
		body: body.trim(),
		file,
	};
	return {kind: 'story', story, lineOf};
}

function toProblem(sentence: string, line?: Problem['line']): StoryProblem {
	return {kind: 'problem', problem: {line, sentence}};
}
