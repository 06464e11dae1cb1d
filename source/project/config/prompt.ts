import mustache from 'mustache';
import {toMessage} from '../../core/errors.ts';
import type {Story} from '../../core/fleet/story.ts';
import type {StoryId} from '../../core/ids.ts';

/** The variables of a prompt template. */
export const promptVariables = ['story.id', 'story.title', 'story.body', 'worktree'] as const;
/** The variables of a worktree's path and branch. A story's title is not among them: it need not be a valid name. */
export const worktreeVariables = ['story.id'] as const;

/**
 * The first prompt of an agent. The story's text is inserted unchanged: it is not escaped for HTML, and braces in it are
 * text, because mustache parses only the template.
 */
export function renderPrompt(template: string, story: Pick<Story, 'id' | 'title' | 'body'>, worktree: string): string {
	return render(template, {story: {id: story.id, title: story.title, body: story.body}, worktree});
}

/** The path or branch of a story's worktree. */
export function renderWorktreeTemplate(template: string, story: StoryId): string {
	return render(template, {story: {id: story}});
}

/** Why a template is invalid; `undefined` if it is valid. Sections and partials are refused: their names cannot be checked. */
export function templateProblem(template: string, variables: readonly string[]): string | undefined {
	const known = variables.map(variable => `{{${variable}}}`).join(', ');
	let tokens: readonly (readonly unknown[])[];

	try {
		tokens = mustache.parse(template);
	} catch (error) {
		return `a mustache template that uses ${known} (${toMessage(error)})`;
	}

	const unknown = tokens.find(([kind, name]) => !isKnown(String(kind), String(name), variables));
	return unknown && `a mustache template that uses only ${known}; "${String(unknown[1])}" is unknown`;
}

function isKnown(kind: string, name: string, variables: readonly string[]): boolean {
	return kind === 'text' || kind === '!' || ((kind === 'name' || kind === '&') && variables.includes(name));
}

function render(template: string, view: object): string {
	return mustache.render(template, view, {}, {escape: String});
}
