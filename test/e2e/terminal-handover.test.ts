import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {createProject, type TestProject} from './project.ts';

/** Keys that would quit, kill and switch the view of the dashboard, ended by `.` for the editor. */
const typed = [':', 'q', 'j', '3', 'x', 'y', 'Q', 'y', 'ctrl-z', 'ctrl-c', 'enter', '.'] as const;

test('every byte that is typed while another program has the terminal reaches that program', async () => {
	await using project = createProject({stories: {'1_one': 'answers', '2_two': 'answers'}});
	const editor = createCountingEditor(project);
	await using fleet = openDashboard(project, {env: {EDITOR: editor.command}});
	await fleet.rowShows('1_one', 'idle');

	for (const story of ['1_one', '2_two']) {
		const steps = fleet.row(story).press('E').screenShows(`The editor reads ${story}.md.`);
		await typed.reduce((all, key, index) => all.press(key).screenShows(`${story}.md: ${index + 1} bytes`), steps);
		await fleet.rowShows('1_one', 'idle').rowShows('2_two', 'idle');
		expect(editor.received()).toBe(':qj3xyQy\u001A\u0003\r.');
	}

	await fleet.press('q');
	expect(await fleet.exited).toBe(0);
});

test('keys that were typed before the editor had opened change nothing', async () => {
	await using project = createProject({stories: {'1_one': 'answers', '2_two': 'answers'}});
	const editor = createCountingEditor(project);
	await using fleet = openDashboard(project, {env: {EDITOR: editor.command}});
	await fleet.rowShows('1_one', 'idle').press('Eq').screenShows('The editor reads').press('.');
	await fleet.rowShows('2_two', 'idle').selects('1_one').press('q');
	expect(await fleet.exited).toBe(0);
});

/** An editor that reads single keys until `.`, and stores and counts them. */
function createCountingEditor(project: TestProject) {
	const file = path.join(project.root, '.sock', 'received');
	const script = path.join(project.root, '.sock', 'counting-editor.mjs');
	writeFileSync(
		script,
		`#!${process.execPath}
import {writeFileSync} from 'node:fs';
import path from 'node:path';
const name = path.basename(process.argv[2]);
let received = '';
process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8').on('data', text => {
	received += text;
	process.stdout.write(name + ': ' + received.length + ' bytes\\r\\n');
	writeFileSync(${JSON.stringify(file)}, received);
	if (text.endsWith('.')) process.exit(0);
});
process.stdout.write('The editor reads ' + name + '.\\r\\n');
`,
	);
	chmodSync(script, 0o755);
	return {command: script, received: () => readFileSync(file, 'utf8')};
}
