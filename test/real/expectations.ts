import {expect} from 'vitest';
import type {AgentJson} from '../e2e/project.ts';
import type {FakeApi, SeenRequest} from './fake-api.ts';
import type {ServedUsage} from './message-stream.ts';

/** US dollars per million tokens of the model that the tests use: what the program itself computes with. */
const listPrice: ServedUsage = {input: 4, output: 20, cacheWrite: 5, cacheRead: 0.2};

/** Expects session, tokens and exact cost of `agent` to match what `api` served, and no other requests. */
export function expectWhatWasServed(agent: AgentJson, api: FakeApi): void {
	const served = api.served.reduce(add);
	expect(agent.tokens).toEqual(served);
	expect(agent.costUsd).toBeCloseTo(toCostUsd(served), 9);
	expect(agent.costIsEstimate).toBe(false);
	expectSameSession(agent, api);
	expectNothingElseWasAsked(api);
}

export function expectSameSession(agent: AgentJson, api: FakeApi): void {
	expect(new Set(messageRequests(api).map(sessionOf))).toEqual(new Set([agent.sessionId]));
}

/** Expects no telemetry, no update check and no request to another host. */
function expectNothingElseWasAsked(api: FakeApi): void {
	const paths = new Set(api.requests.map(({method, path}) => `${method} ${path}`));
	paths.delete('HEAD /');
	paths.delete('POST /v1/messages/count_tokens');
	expect(paths).toEqual(new Set(['POST /v1/messages']));
}

export function toCostUsd(usage: ServedUsage): number {
	const {input, output, cacheWrite, cacheRead} = listPrice;
	const micros =
		usage.input * input + usage.output * output + usage.cacheWrite * cacheWrite + usage.cacheRead * cacheRead;
	return micros / 1e6;
}

/** The tool results in the last request, oldest first. */
export function toolResults(api: FakeApi): readonly {readonly content: string; readonly isError: boolean}[] {
	return blocksOf(messageRequests(api).at(-1)).flatMap(block =>
		field(block, 'type') === 'tool_result'
			? [{content: textOf(field(block, 'content')), isError: field(block, 'is_error') === true}]
			: [],
	);
}

/** All text of the conversation in the last request. */
export function conversation(api: FakeApi): string {
	return blocksOf(messageRequests(api).at(-1))
		.map(block => textOf(field(block, 'text')))
		.join('\n');
}

function messageRequests(api: FakeApi): readonly SeenRequest[] {
	return api.requests.filter(({path}) => path === '/v1/messages');
}

function blocksOf(request: SeenRequest | undefined): readonly unknown[] {
	const messages = field(request?.body, 'messages');
	return Array.isArray(messages) ? messages.flatMap(message => toList(field(message, 'content'))) : [];
}

/** The session id, which the program sends in the JSON of `metadata.user_id`. */
function sessionOf({body}: SeenRequest): unknown {
	return field(JSON.parse(String(field(field(body, 'metadata'), 'user_id'))), 'session_id');
}

function add(a: ServedUsage, b: ServedUsage): ServedUsage {
	return {
		input: a.input + b.input,
		output: a.output + b.output,
		cacheWrite: a.cacheWrite + b.cacheWrite,
		cacheRead: a.cacheRead + b.cacheRead,
	};
}

function textOf(value: unknown): string {
	return toList(value)
		.map(part => (typeof part === 'string' ? part : String(field(part, 'text') ?? '')))
		.join('');
}

function toList(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [value];
}

function field(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
