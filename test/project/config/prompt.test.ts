import {expect, test} from 'vitest';
import {toStoryId} from '../../../source/core/ids.ts';
import {renderPrompt, renderWorktreeTemplate} from '../../../source/project/config/prompt.ts';

const story = {id: toStoryId('42_login'), title: 'Log in & <out>', body: 'Do `x` & "y".\n{{worktree}} {{#story}}'};

test('inserts the story unchanged into the prompt', () => {
	const template = '{{story.id}}: {{{ story.title }}} in {{worktree}}\n{{& story.body}}';
	expect(renderPrompt(template, story, '/tmp/a&b')).toBe(
		'42_login: Log in & <out> in /tmp/a&b\nDo `x` & "y".\n{{worktree}} {{#story}}',
	);
});

test('inserts the story id into the path of a worktree', () => {
	expect(renderWorktreeTemplate('towline/{{story.id}}', story.id)).toBe('towline/42_login');
});
