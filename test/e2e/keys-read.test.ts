import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {keysOf, openDashboard, stepTimeout} from './dashboard.ts';
import {coversKeys} from './key-themes.ts';
import {createPagerAndEditor, editedLine} from './pager-and-editor.ts';
import {createProject} from './project.ts';

test('a transcript is zoomed, folded, unfolded and searched, and the reason of a status is shown', async () => {
	await using project = createProject({stories: {'1_tells': 'tells', '2_long': 'long'}});
	await using fleet = openDashboard(project);
	await fleet.row('1_tells').press('s').shows('completed').screenShows('line 60');

	for (const back of keysOf('unzoom')) {
		await fleet.key('zoom').hides('2_long').key('unzoom', back).rowShows('2_long', 'idle');
	}

	await fleet.key('why').shows('What happens next').key('why').hides('What happens next');

	await fleet.key('zoom').hides('2_long').press('g').shows('The first thought.').shows('The second thought.');
	await fleet.key('thinking').shows('The first thought.').hides('The second thought.');
	await fleet.key('thinking').hides('The first thought.').key('thinking').shows('The second thought.');
	await fleet.key('unfold').shows('made two').key('unfold').hides('made two');

	// The search begins at the top, where the pane was scrolled to.
	await fleet.key('search').shows('Search:').answer('NEEDLE').shows('No match for "NEEDLE".');
	await fleet.key('end-search').hides('/NEEDLE').key('search').shows('Search:').answer('needle').shows('line 5 needle');
	await fleet.key('next-match').shows('line 55 needle').hides('line 5 needle');
	await fleet.key('previous-match').shows('line 5 needle').hides('line 55 needle');
	await fleet.shows('/needle').key('end-search').hides('/needle').press('esc').rowShows('2_long', 'idle');
});

test('the transcripts of all agents are searched, and a line found is opened', async () => {
	await using project = createProject({stories: {'1_tells': 'tells', '2_answers': 'answers'}});
	await using fleet = openDashboard(project);
	await fleet.row('1_tells').press('s').shows('completed').row('2_answers').press('s').shows('completed');
	await fleet
		.key('find')
		.screenShows('Search all transcripts:')
		.answer('line')
		.screenShows(/ 1\/\d+ lines/);

	for (const [index, down] of keysOf('find-down').entries()) {
		await fleet.key('find-down', down).screenShows(/ 2\/\d+ lines/);
		await fleet.key('find-up', keysOf('find-up')[index]).screenShows(/ 1\/\d+ lines/);
	}

	for (const down of keysOf('find-page-down')) {
		await fleet
			.key('find-page-down', down)
			.hides(/ 1\/\d+ lines/)
			.key('find-page-up')
			.screenShows(/ 1\/\d+ lines/);
	}

	await fleet.key('close-find').rowShows('2_answers', 'completed');
	await fleet
		.key('find')
		.screenShows('Search all transcripts:')
		.answer('5 needle')
		.screenShows(/ 1\/2 lines/);
	await fleet.key('find-open').screenShows('/5 needle 1/2').screenShows('line 5 needle');
});

test('two marked agents are shown side by side', async () => {
	await using project = createProject({stories: {'1_tells': 'tells', '2_answers': 'answers', '3_idle': 'answers'}});
	await using fleet = openDashboard(project, {columns: 120, rows: 30});
	await fleet.row('1_tells').press('s').shows('completed').row('2_answers').press('s').shows('completed');
	await fleet.row('1_tells').press('space').screenShows('1 marked');
	await fleet.row('2_answers').press('space', 'k').screenShows('2 marked');
	await fleet
		.key('zoom')
		.hides('3_idle')
		.shows(/1 Story 1_tells .*│.*2 Story 2_answers/)
		.shows(/line 60.*│/);
	await fleet.press('tab', 'g').shows(/» You work on story 1_tells.*│.*» You work on story 2_answers/);
});

test('pager and editor get the terminal, and the clipboard gets copied text', async () => {
	await using project = createProject({stories: {'1_tells': 'tells'}, worktrees: true});
	const programs = createPagerAndEditor(project);
	await using fleet = openDashboard(project, {env: programs.env});
	await fleet.row('1_tells').key('pager').screenShows('It has no output yet.');
	await fleet.key('shell').shows('It has no folder yet: it has not run.');
	await fleet.key('copy-session').shows('It has no session yet.');
	await fleet.key('copy-branch').shows('It has no branch.');
	await fleet.key('copy-answer').shows('It has no output yet.');

	await fleet.row('1_tells').press('s').shows('completed').screenShows('line 60');
	await fleet.key('shell').screenShows('my-shell in ').press('enter').shows('completed').screenShows('line 60');
	const {sessionId} = await project.agent('1_tells');
	await fleet
		.key('copy-session')
		.shows('Copied the session id.')
		.writes(clipboard(sessionId ?? ''));
	await fleet.key('copy-branch').shows('Copied the branch.').writes(clipboard('towline/1_tells'));
	const answer = Array.from({length: 60}, (_, index) => `line ${index + 1}${[4, 54].includes(index) ? ' needle' : ''}`);
	await fleet
		.key('copy-answer')
		.shows('Copied the last answer.')
		.writes(clipboard(answer.join('\n\n')));

	await fleet.key('pager');
	await expect.poll(programs.paged, stepTimeout).toMatch(/The first thought\.[\s\S]*make something[\s\S]*line 60/);
	await fleet.rowShows('1_tells', 'completed');

	await fleet.key('edit-story');
	const story = path.join(project.root, 'stories/1_tells.md');
	await expect
		.poll(() => readFileSync(story, 'utf8'), stepTimeout)
		.toMatch(new RegExp(`Do what 1_tells says\\.\n${editedLine}\n`));
	await fleet.rowShows('1_tells', 'completed').press('w').shows('What happens next');
});

test('inside tmux, copied text is passed to the outer terminal', async () => {
	await using project = createProject({stories: {'1_answers': 'answers'}});
	await using fleet = openDashboard(project, {env: {TMUX: '/tmp/tmux-0/default,1,0'}});
	await fleet.row('1_answers').press('s').shows('completed').screenShows('Done: ').press('A');
	const [outer = '', inner = ''] = ['\u001BPtmux;', '\u001B\u001B]52;c;'];
	await fleet.shows('Copied the last answer.').writes(`${outer}${inner}`);
});

coversKeys('read');

/** OSC 52. */
function clipboard(text: string): string {
	return `\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`;
}
