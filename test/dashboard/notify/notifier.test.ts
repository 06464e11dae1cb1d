import {expect, test} from 'vitest';
import {
	defaultNotifications,
	type NotificationSettings,
	startNotifier,
} from '../../../source/dashboard/notify/notifier.ts';
import {initialState} from '../../../source/dashboard/state/dashboard-state.ts';
import {createStore} from '../../../source/dashboard/state/store.ts';
import {History} from '../../helpers/facts.ts';

function notifying(settings: Partial<NotificationSettings>, env = {}) {
	const history = new History();
	const agent = history.agent('42_coupons:coder').listed('coupons').running('s1');
	const store = createStore(initialState({columns: 80, rows: 24}, history.now));
	const sent: string[] = [];
	const stop = startNotifier({
		store,
		env,
		settings: {...defaultNotifications, title: false, ...settings},
		send: sequence => sent.push(sequence),
	});
	const publish = () => store.update(state => ({...state, fleet: history.fleet, now: history.now}));
	publish();
	return {agent, sent, publish, stop};
}

test('the title shows the counts, and the old title is restored', () => {
	const {agent, sent, publish, stop} = notifying({title: true});
	agent.asks({tool: 'Bash', summary: 'ls'});
	publish();
	stop();
	expect(sent).toEqual([
		'\u001B[22;2t',
		'\u001B]2;towline shop: 1 running\u0007',
		'\u001B]2;towline shop: 1 needs you\u0007',
		'\u001B[23;2t',
	]);
});

test('the bell rings for who needs a person, not for what is completed', () => {
	const {agent, sent, publish} = notifying({bell: true});
	agent.asks({tool: 'Bash', summary: 'ls'});
	publish();
	expect(sent).toEqual(['\u0007']);
	agent.ended({kind: 'completed'});
	publish();
	expect(sent).toEqual(['\u0007']);
});

test('a notification goes through tmux, and no word of an agent can break out of it', () => {
	const {agent, sent, publish} = notifying({desktop: true}, {TMUX: '/tmp/tmux'});
	agent.asks({tool: 'Bash', summary: 'echo "\u001B]0;evil\u0007"; ls'});
	publish();
	expect(sent).toHaveLength(1);
	expect(sent[0]).toContain('\u001BPtmux;\u001B\u001B]9;42 coupons asks for Bash: echo "", ls\u0007\u001B\\');
});

test('what happened before the dashboard was opened causes no notification', () => {
	expect(notifying({bell: true, desktop: true}).sent).toEqual([]);
});
