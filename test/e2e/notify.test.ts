import {expect, test} from 'vitest';
import {openDashboard, stepTimeout} from './dashboard.ts';
import {createProject} from './project.ts';

const stories = {'1_ask': 'asks', '2_fails': 'fails', '3_quick': 'answers'};
const limits = 'max_retries = 0';

test('the terminal title names agents that need a person, and is restored on exit', async () => {
	await using project = createProject({stories, limits});
	await using fleet = openDashboard(project);
	await fleet.row('1_ask').press('s').shows('needs you').writes(title('towline shop: 1 needs you'));
	await fleet.row('2_fails').press('s').shows('failed').writes(title('towline shop: 1 needs you, 1 failed'));
	expect(bellsIn(fleet.written())).toBe(0);
	expect(fleet.written()).not.toMatch(/\u001B\](?:9|777);/);

	const kept = fleet.written().indexOf('\u001B[22;2t');
	expect(kept).toBeGreaterThanOrEqual(0);
	expect(kept).toBeLessThan(fleet.written().indexOf('\u001B]2;'));
	await fleet.press('q');
	await fleet.exited;
	expect(fleet.written()).toMatch(/\u001B\[23;2t[^\u0007]*$/);
});

test('with [notify] bell, the bell rings for agents that need a person and not for completed ones', async () => {
	await using project = createProject({stories, limits, more: '[notify]\nbell = true\ntitle = false\n'});
	await using fleet = openDashboard(project);
	await fleet.row('3_quick').press('s').shows('completed');
	expect(bellsIn(fleet.written())).toBe(0);
	await fleet
		.row('1_ask')
		.press('s')
		.shows('needs you')
		.writes(/\u0007/);
	await fleet.row('2_fails').press('s').shows('failed');
	await expect.poll(() => bellsIn(fleet.written()), stepTimeout).toBe(2);
	expect(fleet.written()).not.toContain('\u001B]2;');
});

test('status-line shows the same counts', async () => {
	await using project = createProject({stories, limits});
	await using fleet = openDashboard(project);
	await fleet.row('1_ask').press('s').shows('needs you').row('2_fails').press('s').shows('failed');
	const {stdout, exitCode} = await project.towline('status-line');
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/^◆1 ✗1 ~\$0\.0\d shop\n$/);
});

/** OSC 2. */
function title(text: string): string {
	return `\u001B]2;${text}\u0007`;
}

/** Counts bells, without the BEL that ends an OSC sequence. */
function bellsIn(written: string): number {
	return written.replaceAll(/\u001B\][^\u0007]*\u0007/g, '').split('\u0007').length - 1;
}

test.concurrent.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
	'%s restores the title of the window and the screen',
	async signal => {
		await using project = createProject({stories: {'1_one': 'answers'}});
		await using fleet = openDashboard(project);
		await fleet.writes('\u001B[22;2t').rowShows('1_one', 'idle');
		process.kill(fleet.pid, signal);
		expect(await fleet.exited).toBe(130);
		expect(fleet.written()).toMatch(/\u001B\[23;2t/);
		expect(fleet.written()).toMatch(/\u001B\[\?1049l/);
	},
);
