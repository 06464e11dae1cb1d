import mustache from 'mustache';
import {toMessage} from '../../core/errors.ts';
import type {Story} from '../../core/fleet/story.ts';
import type {StoryId} from '../../core/ids.ts';

/** What a prompt may name. */
export const promptVariables = ['story.id', 'story.title', 'story.body', 'worktree'] as const;
/** What the path and the branch of a worktree may name: an id is fit for both, a title is not. */
export const worktreeVariables = ['story.id'] as const;

/**
 * What an agent is told first. The story's text is inserted as it is: nothing is escaped for HTML, and braces in it
 * are text, because mustache reads only the template.
 */
export function renderPrompt(template: string, story: Pick<Story, 'id' | 'title' | 'body'>, worktree: string): string {
	return render(template, {story: {id: story.id, title: story.title, body: story.body}, worktree});
}

/** The path or branch of a story's worktree. */
export function renderWorktreeTemplate(template: string, story: StoryId): string {
	return render(template, {story: {id: story}});
}

/** Why a template cannot be used, or `undefined` if it can. Sections and partials are refused: they could name anything. */
export function templateProblem(template: string, variables: readonly string[]): string | undefined {
	const known = variables.map(variable => `{{${variable}}}`).join(', ');
	let tokens: readonly (readonly unknown[])[];

	try {
		tokens = mustache.parse(template);
	} catch (error) {
		return `a mustache template over ${known} (${toMessage(error)})`;
	}

	const stranger = tokens.find(([kind, name]) => !isKnown(String(kind), String(name), variables));
	return stranger && `a mustache template over ${known}, and nothing else: "${String(stranger[1])}" is not known`;
}

function isKnown(kind: string, name: string, variables: readonly string[]): boolean {
	return kind === 'text' || kind === '!' || ((kind === 'name' || kind === '&') && variables.includes(name));
}

function render(template: string, view: object): string {
	return mustache.render(template, view, {}, {escape: String});
}
