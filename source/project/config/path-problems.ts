import path from 'node:path';
import type {StoryId} from '../../core/ids.ts';
import {toStoryId} from '../../core/ids.ts';
import {renderWorktreeTemplate, templateProblem, worktreeVariables} from './prompt.ts';

/** An example: a template that gives a valid result for one story id does so for all. */
const anyStory: StoryId = toStoryId('1');

/** Why a text cannot be the stories folder; `undefined` if it can. */
export function folderProblem(text: string): string | undefined {
	return text.startsWith('~') ? 'a path ("~" is not expanded)' : undefined;
}

/** Why a template cannot be the path of worktrees; `undefined` if it can. Only an absolute path may be outside the project. */
export function worktreePathProblem(template: string): string | undefined {
	if (templateProblem(template, worktreeVariables)) {
		return undefined; // Already reported.
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

/** Why git would refuse a template as a branch name; `undefined` if it would not. Also used for `base`, which is a plain name. */
export function branchProblem(template: string): string | undefined {
	if (templateProblem(template, worktreeVariables)) {
		return undefined; // Already reported.
	}

	const branch = renderWorktreeTemplate(template, anyStory);
	const isRefused =
		/[\p{Cc} ~^:?*[\\\]]|\.\.|\/\/|@\{|\.lock(\/|$)|(^|\/)\./u.test(branch) || /^[-/]|[./]$|^@$|^HEAD$/.test(branch);
	return isRefused ? 'a valid git branch name' : undefined;
}

/** Why a text cannot be an entry of `worktree.copy`; `undefined` if it can. */
export function copyProblem(text: string): string | undefined {
	const [first] = path.normalize(text).split(path.sep);

	if (path.isAbsolute(text) || first === '..' || first === '.' || /[*?]/.test(text)) {
		return 'a file or folder inside the project, as a relative path without wildcards';
	}

	return first === '.git' || first === '.towline' ? 'a file or folder other than .git and .towline' : undefined;
}
