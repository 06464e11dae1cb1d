import {expect, test} from 'vitest';
import {keysOf, pressedKeys} from './dashboard.ts';

/** Key ids (see docs/keys.md) by test file `keys-<theme>.test.ts`. Each file presses every key and alias of its theme. */
export const keyThemes = {
	move: [
		...[
			'down',
			'up',
			'next-agent',
			'previous-agent',
			'next-needing',
			'first-row',
			'last-row',
			'to-start',
			'to-end',
			'scroll-down',
			'scroll-up',
		],
		...['half-page-down', 'half-page-up', 'page-down', 'page-up'],
	],
	agents: [
		...[
			'start',
			'resume',
			'kill',
			'interrupt-turn',
			'message',
			'queue-earlier',
			'queue-later',
			'pause',
			'confirm-kill',
			'confirm-start',
			'cancel',
		],
		...['submit', 'abandon', 'break-line', 'recall-earlier', 'recall-later', 'edit-text'],
	],
	answer: [
		...[
			'allow',
			'always',
			'edit',
			'deny',
			'deny-because',
			'answer-question',
			'mark-option',
			'option-down',
			'option-up',
		],
		...['next-question', 'previous-question', 'not-answered', 'tell-instead', 'cancel-form', 'unzoom-question'],
		...['next-row', 'previous-row'],
		...Array.from({length: 9}, (_, index) => `option-${index + 1}`),
	],
	read: [
		...['zoom', 'unzoom', 'why', 'thinking', 'unfold', 'search', 'next-match', 'previous-match', 'end-search', 'pager'],
		...[
			'edit-story',
			'shell',
			'copy-session',
			'copy-branch',
			'copy-answer',
			'find',
			'find-down',
			'find-up',
			'find-page-down',
		],
		...['find-page-up', 'find-open', 'close-find'],
	],
	diff: [
		...['diff', 'diff-down', 'diff-up', 'diff-page-down', 'diff-page-up', 'diff-half-down', 'diff-half-up'],
		...['diff-start', 'diff-end', 'next-file', 'previous-file'],
	],
	table: [
		...['create-story', 'filter', 'show-all', 'mark', 'mark-all', 'sort', 'columns', 'reverse', 'group', 'view-all'],
		...['table-larger', 'pane-larger', 'toggle-pane'],
		...['menu-down', 'menu-up', 'menu-choose', 'menu-toggle', 'menu-done', 'menu-close', 'commands'],
		...['view-needs-you', 'view-running', 'view-queue', 'view-failed', 'view-completed'],
	],
	towline: [
		...[
			'help',
			'help-down',
			'help-up',
			'close-help',
			'theme',
			'mouse',
			'quit',
			'interrupt',
			'suspend',
			'retry',
			'down-all',
		],
		...['confirm-down', 'redraw'],
	],
} as const satisfies Record<string, readonly string[]>;

/** Adds a test that the tests above it have pressed all keys of a theme, with every alias. */
export function coversKeys(theme: keyof typeof keyThemes): void {
	test(`every key of ${theme} was pressed`, () => {
		const wanted = keyThemes[theme].flatMap(id => keysOf(id).map(name => `${id} ${name}`));
		expect(wanted.filter(key => !pressedKeys.has(key))).toEqual([]);
	});
}
