import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import type {Permission} from '../../../source/core/fleet/permission.ts';
import type {LaunchedProcess} from '../../../source/launchers/launcher.ts';
import type {Dialog} from '../../../source/runtimes/runtime.ts';
import {createConversation} from '../../../source/supervisor/runs/run-conversation.ts';
import {permission, recordedFacts, turnEnded} from '../../core/given.ts';
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
	const interrupted: boolean[] = [];
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
		onInterrupted: is => interrupted.push(is),
		onAwaiting: is => awaiting.push(is),
		...change,
	});
	return {conversation, process, io, clock, recorded, awaiting, interrupted};
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

test('an interrupted turn keeps the input open until a message is sent', () => {
	const {conversation, process, io, interrupted} = bench();
	conversation.begin(process, 'p', 'do it');
	conversation.interruptTurn('i1');
	conversation.onEvent(turnEnded({isError: true}));
	expect(conversation.isInterrupted()).toBe(true);
	expect(io).toEqual({written: 'hello|p=do it|stop|', isEnded: false});
	conversation.say('m1', 'go on');
	expect(conversation.isInterrupted()).toBe(false);
	expect(io.written).toBe('hello|p=do it|stop|m1=go on|');
	expect(interrupted).toEqual([true, true, false]);
});

test('a turn that begins by itself ends the wait for a message', () => {
	const {conversation, process} = bench();
	conversation.begin(process, 'p', 'do it');
	conversation.interruptTurn('i1');
	conversation.onEvent({type: 'turn-started'});
	expect(conversation.isInterrupted()).toBe(true);
	conversation.onEvent(turnEnded({isError: true}));
	conversation.onEvent({type: 'turn-started'});
	expect(conversation.isInterrupted()).toBe(false);
});

test('an adopted run is still interrupted, and its program is not interrupted again', () => {
	const {conversation, process, io} = bench();
	process.write('interrupt:i1', 'stop|');
	const facts = recordedFacts([{type: 'turn-interrupted', by: 'user', interruptId: 'i1'}, turnEnded({isError: true})]);
	conversation.resume(process, {promptId: 'p', prompt: 'do it', facts});
	expect(conversation.isInterrupted()).toBe(true);
	expect(io.written).toBe('stop|hello|p=do it|');
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
