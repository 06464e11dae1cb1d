import {expect, test} from 'vitest';
import {createAnnouncementLog} from '../../../source/dashboard/notify/announcement.ts';
import {initialState} from '../../../source/dashboard/state/dashboard-state.ts';
import {createStore} from '../../../source/dashboard/state/store.ts';
import {History} from '../../helpers/facts.ts';

test('each change of a status is a sentence, and what stays is not said again', () => {
	const history = new History();
	const agent = history.agent('42_coupons:coder').listed('coupons').running('s1');
	const store = createStore(initialState({columns: 80, rows: 24}, history.now));
	const log = createAnnouncementLog(store);
	const publish = () => store.update(state => ({...state, fleet: history.fleet, now: history.now}));
	publish();
	agent.used(10, 10, 0.1);
	publish();
	agent.asks({tool: 'Bash', summary: 'ls'});
	publish();
	expect(log.getState()).toEqual([
		{id: 0, text: '42 coupons: running'},
		{id: 1, text: '42 coupons: needs you, asks for Bash: ls'},
	]);
});
