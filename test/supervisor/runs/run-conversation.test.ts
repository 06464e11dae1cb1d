import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import type {Permission} from '../../../source/core/fleet/permission.ts';
import type {LaunchedProcess} from '../../../source/launchers/launcher.ts';
import type {Dialog} from '../../../source/runtimes/runtime.ts';
import {createConversation} from '../../../source/supervisor/runs/run-conversation.ts';
import {permission, turnEnded} from '../../core/given.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

/** A dialog that writes readable text. */
const dialog: Dialog = {
	open: () => 'hello|',
	say: (messageId, text) => `${messageId}=${text}|`,
	interrupt: () => 'stop|',
	answer: ({requestId}: Permission, {kind}) => `${requestId}:${kind}|`,
	refuse: requestId => `${requestId}:refused|`,
};

function bench(change: Partial<Parameters<typeof createConversation>[0]> = {}) {
	const clock = createFakeClock();
	const recorded: RunEvent[] = [];
	const awaiting: boolean[] = [];
	const io = {written: '', isEnded: false};
	const keys = new Set<string>();
	const process: LaunchedProcess = {
		pid: 1,
		pidStart: 'start',
		read: () => {},
		// As a holder does: each key once.
		write(key, text) {
			if (!io.isEnded && !keys.has(key)) {
				keys.add(key);
				io.written += text;
			}
		},
		endInput() {
			io.isEnded = true;
		},
	};
	const conversation = createConversation({
		dialog,
		clock,
		rules: [],
		permissionTimeoutMs: 0,
		isUnattended: false,
		record: events => recorded.push(...events),
		onAwaiting: is => awaiting.push(is),
		...change,
	});
	return {conversation, process, io, clock, recorded, awaiting};
}

const asked = (requestId: string): RunEvent => ({type: 'permission-asked', permission: permission(requestId)});

test('messages sent during the preparation come after the prompt', () => {
	const {conversation, process, io} = bench();
	conversation.say('m1', 'also the docs');
	conversation.begin(process, 'p', 'do it');
	expect(io.written).toBe('hello|p=do it|m1=also the docs|');
	expect(conversation.unread()).toEqual(['also the docs', 'do it']);
});

test('an acknowledged message was read, and a turn that ended has read its prompt', () => {
	const {conversation, process} = bench();
	conversation.begin(process, 'p', 'do it');
	conversation.say('m1', 'also the docs');
	conversation.onEvent({type: 'message-delivered', messageId: 'm1'});
	conversation.onEvent(turnEnded());
	expect(conversation.unread()).toEqual([]);
});

test('a message after the end of input stays unread', () => {
	const {conversation, process, io} = bench();
	conversation.begin(process, 'p', 'do it');
	conversation.onEvent(turnEnded());
	expect(conversation.endInput()).toBe(true);
	expect(conversation.endInput()).toBe(false);
	conversation.say('m1', 'too late');
	expect(io.written).not.toContain('too late');
	expect(conversation.unread()).toEqual(['too late']);
});

test('an answer is awaited while a permission is pending, and only the first answer counts', () => {
	const {conversation, process, io, awaiting} = bench();
	conversation.begin(process, 'p', 'do it');
	conversation.onEvent(asked('one'));
	conversation.onEvent(asked('two'));
	conversation.answer('one', {kind: 'allow'});
	conversation.answer('one', {kind: 'deny', message: ''});
	conversation.onEvent({type: 'permission-withdrawn', requestId: 'two'});
	expect(io.written).toBe('hello|p=do it|one:allow|');
	expect(awaiting).toEqual([true, true, false]);
});

test('a permission that is not answered in time is denied, and the denial is recorded', () => {
	const {conversation, process, io, clock, recorded} = bench({permissionTimeoutMs: 1000});
	conversation.begin(process, 'p', 'do it');
	conversation.onEvent(asked('one'));
	clock.advance(1000);
	expect(io.written).toContain('one:deny|');
	expect(recorded).toMatchObject([{type: 'permission-answered', requestId: 'one', by: 'timeout'}]);
});

test('after the end no answer is awaited and no timer is left', () => {
	const {conversation, process, clock, awaiting} = bench({permissionTimeoutMs: 1000});
	conversation.begin(process, 'p', 'do it');
	conversation.onEvent(asked('one'));
	conversation.close();
	expect(clock.pending).toBe(0);
	expect(awaiting.at(-1)).toBe(false);
});

test('nothing is written after the interrupt', () => {
	const {conversation, process, io} = bench();
	conversation.begin(process, 'p', 'do it');
	expect(conversation.interrupt()).toBe('stop|');
	conversation.say('m1', 'too late');
	expect(io.written).toBe('hello|p=do it|');
});
