import path from 'node:path';
import type {StoryId} from '../../core/ids.ts';
import {toStoryId} from '../../core/ids.ts';
import {renderWorktreeTemplate, templateProblem, worktreeVariables} from './prompt.ts';

/** Any story: what a template becomes for one says whether it can be used for all. */
const anyStory: StoryId = toStoryId('1');

/** Why a text cannot be the folder of stories, or `undefined`. */
export function folderProblem(text: string): string | undefined {
	return text.startsWith('~') ? 'a path: "~" is not expanded' : undefined;
}

/** Why a template cannot be the path of worktrees, or `undefined`. Only an absolute path may lie outside the project. */
export function worktreePathProblem(template: string): string | undefined {
	if (templateProblem(template, worktreeVariables)) {
		return undefined; // Told already.
	}

	const rendered = renderWorktreeTemplate(template, anyStory);
	const first = path.normalize(rendered).split(path.sep)[0];

	if (path.isAbsolute(rendered)) {
		return undefined;
	}

	return first === '..' || first === '.' || first === '.git' || first?.startsWith('~')
		? 'a path inside the project but not in .git, or an absolute one ("~" is not expanded)'
		: undefined;
}

/** Why a template cannot be a branch's name for git, or `undefined`. Also good for a base, which is a plain name. */
export function branchProblem(template: string): string | undefined {
	if (templateProblem(template, worktreeVariables)) {
		return undefined; // Told already.
	}

	const branch = renderWorktreeTemplate(template, anyStory);
	const isRefused =
		/[\p{Cc} ~^:?*[\\\]]|\.\.|\/\/|@\{|\.lock(\/|$)|(^|\/)\./u.test(branch) || /^[-/]|[./]$|^@$|^HEAD$/.test(branch);
	return isRefused ? 'a name that git takes for a branch' : undefined;
}

/** Why a text cannot be brought along into worktrees, or `undefined`. */
export function copyProblem(text: string): string | undefined {
	const [first] = path.normalize(text).split(path.sep);

	if (path.isAbsolute(text) || first === '..' || first === '.' || /[*?]/.test(text)) {
		return 'a file or folder inside the project, as a plain path relative to it';
	}

	return first === '.git' || first === '.towline' ? 'a file or folder other than .git and .towline' : undefined;
}
