import {spawn} from 'node:child_process';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';
import {createDemoProject, type DemoProject} from '../../source/demo/project/demo-project.ts';
import type {Frame} from '../../source/stream/parse-frame.ts';

/** The result of one run of the demo agent. */
export type DemoRun = {readonly frames: readonly Frame[]; readonly exitCode: number | null; readonly stderr: string};

export type DemoRunOptions = {
	readonly project: DemoProject;
	/** The first user message. */
	readonly says: string;
	readonly resume?: string;
	/** The host's reply to a frame: lines without the newline. */
	readonly reply?: (frame: Frame) => object | undefined;
	readonly signal?: {readonly name: NodeJS.Signals; readonly when: (frame: Frame) => boolean};
	/** How many times faster than a real agent; see `Pace`. */
	readonly speed?: number;
};

const agentFile = path.resolve(import.meta.dirname, '../../source/demo/agent/demo-agent.ts');

/** A demo project that is removed when the test ends. */
export async function useDemoProject(): Promise<DemoProject> {
	const project = await createDemoProject({agentCommand: [process.execPath, agentFile], isHeadless: true});
	onTestFinished(project.remove);
	return project;
}

/** Starts the agent like the supervisor does, closes its input once the session is idle, and waits until it exits. */
export async function runDemoAgent(options: DemoRunOptions): Promise<DemoRun> {
	const {project, says, resume, reply, signal} = options;
	const folder = path.dirname(project.root);
	const args = ['-p', '--input-format', 'stream-json', ...(resume === undefined ? [] : [`--resume=${resume}`])];
	const agent = spawn(path.join(folder, 'agent'), args, {
		cwd: project.root,
		env: {
			...process.env,
			TOWLINE_DEMO_HOME: path.join(folder, 'home'),
			TOWLINE_DEMO_SPEED: String(options.speed ?? 60),
		},
	});
	onTestFinished(() => {
		agent.kill('SIGKILL');
	});
	const frames: Frame[] = [];
	let stderr = '';
	const send = (frame: object) => agent.stdin.write(`${JSON.stringify(frame)}\n`);
	agent.stdin.on('error', () => undefined); // It may exit before it has read everything.
	agent.stderr.setEncoding('utf8').on('data', text => {
		stderr += text;
	});
	createInterface({input: agent.stdout}).on('line', line => {
		const frame: Frame = JSON.parse(line);
		frames.push(frame);
		const answer = reply?.(frame);

		if (answer) {
			send(answer);
		}

		if (signal?.when(frame)) {
			agent.kill(signal.name);
		}

		if (frame.state === 'idle') {
			agent.stdin.end();
		}
	});
	send({type: 'control_request', request_id: 'hello', request: {subtype: 'initialize'}});
	send({
		type: 'user',
		message: {role: 'user', content: says},
		parent_tool_use_id: null,
		session_id: '',
		uuid: 'prompt-1',
	});
	const exitCode = await new Promise<number | null>(resolve => agent.once('close', resolve));
	return {frames, exitCode, stderr};
}

/** The last frame of this type. */
export function lastFrame({frames}: DemoRun, type: string): Frame {
	return frames.findLast(frame => frame.type === type) ?? {};
}

export function allow(frame: Frame): object | undefined {
	return answer(frame, {behavior: 'allow', updatedInput: {}});
}

export function deny(frame: Frame): object | undefined {
	return answer(frame, {behavior: 'deny', message: 'Nobody is here to allow it.'});
}

/** A reply that interrupts at the first frame for which `isMoment` is true. */
export function interruptWhen(isMoment: (frame: Frame) => boolean): (frame: Frame) => object | undefined {
	let isSent = false;

	return frame => {
		if (isSent || !isMoment(frame)) {
			return undefined;
		}

		isSent = true;
		return {type: 'control_request', request_id: 'stop', request: {subtype: 'interrupt'}};
	};
}

function answer(frame: Frame, response: object): object | undefined {
	return frame.type === 'control_request'
		? {type: 'control_response', response: {subtype: 'success', request_id: frame.request_id, response}}
		: undefined;
}
