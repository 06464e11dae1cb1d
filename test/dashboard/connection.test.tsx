import {expect, test} from 'vitest';
import {TowlineError} from '../../source/core/errors.ts';
import {openDashboard} from '../helpers/dashboard.tsx';
import {createFakeFleet} from '../helpers/fake-fleet.ts';
import {expectGolden} from '../helpers/golden.ts';
import {shop} from '../helpers/shop.ts';

test('a lost supervisor is shown, and updates continue without a gap when it is back', async () => {
	const history = shop();
	using dashboard = openDashboard(history);
	await dashboard.shows('42 checkout coupons');
	dashboard.fleet.goAway('killed');
	const gone = await dashboard.shows('The supervisor went away');
	expect(gone.text).toContain('(killed)');

	history.agent('10_later:coder').listed('Written meanwhile');
	dashboard.fleet.comeBack();
	const known = history.facts.length - 1;
	await expect
		.poll(() => {
			dashboard.wait(500);
			return dashboard.terminal.text();
		})
		.toContain('Written meanwhile');
	expect(dashboard.fleet.followedSince).toEqual([undefined, known]);
});

test('a restored connection is shown, even if nothing happened meanwhile', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.fleet.goAway('The supervisor has not answered for 45 s.');
	await dashboard.shows('The supervisor went away');
	dashboard.fleet.comeBack();
	await dashboard.waitsUntilItShows('42 checkout coupons');
});

test('a supervisor that did not answer for a while is waited for', async () => {
	const history = shop();
	const supervisor = createFakeFleet(history);
	let isHung = false;
	using dashboard = openDashboard(history, {
		fleet: supervisor,
		async connect() {
			if (isHung) {
				throw new TowlineError('SUPERVISOR_START_FAILED', 'The supervisor did not answer within 10 s.');
			}

			return supervisor.connect();
		},
	});
	await dashboard.shows('42 checkout coupons');
	isHung = true;
	supervisor.goAway('The supervisor has not answered for 45 s.');
	await dashboard.waitsUntilItShows('The supervisor did not answer within 10 s.');
	isHung = false;
	supervisor.comeBack();
	await dashboard.waitsUntilItShows('42 checkout coupons');
});

test('a supervisor that was ended stays down until the person asks for one, or somebody else starts it', async () => {
	const history = shop();
	const supervisor = createFakeFleet(history);
	let isDown = false;
	const asked: string[] = [];
	using dashboard = openDashboard(history, {
		fleet: supervisor,
		async connect(how) {
			asked.push(how);

			if (isDown && how === 'again') {
				throw new TowlineError('SUPERVISOR_DOWN', 'The supervisor was ended.', {hint: 'Press r.'});
			}

			return supervisor.connect();
		},
	});
	await dashboard.shows('42 checkout coupons');
	isDown = true;
	supervisor.goAway('closed');
	await dashboard.waitsUntilItShows('The supervisor was ended.');
	supervisor.comeBack();
	asked.length = 0;
	await expect
		.poll(() => {
			dashboard.wait(2000);
			return asked.length;
		})
		.toBeGreaterThan(5);
	expect(new Set(asked)).toEqual(new Set(['again']));
	dashboard.press('r');
	await dashboard.waitsUntilItShows('42 checkout coupons');
});

test('the text of one agent is followed at a time, and not while j is held down', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj');
	await dashboard.shows('› 41');
	await dashboard.reads();
	expect([...dashboard.fleet.followed]).toEqual(['41_cart-totals:coder']);
});

test('a resized terminal is filled anew', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.resize({columns: 100, rows: 30});
	await dashboard.shows('AGENT');
	dashboard.resize({columns: 59, rows: 24});
	const small = await dashboard.shows('Terminal too small');
	expectGolden(small, 'too-small-59x24');
	dashboard.resize({columns: 80, rows: 24});
	await dashboard.shows('SESSION');
});
