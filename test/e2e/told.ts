import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {RunEvent} from '../../source/core/fleet/agent-event.ts';
import type {RunId} from '../../source/core/ids.ts';
import {readSpool} from '../../source/holder/spool/read-spool.ts';
import {findRuntime} from '../../source/runtimes/registry.ts';
import {createLineSplitter} from '../../source/stream/line-splitter.ts';
import {parseFrame} from '../../source/stream/parse-frame.ts';
import {createEventLimiter} from '../../source/supervisor/runs/limit-events.ts';
import type {TestProject} from './project.ts';

/** The logs of a story's runs, by run. */
function logsOf(project: Pick<TestProject, 'root'>, story: string): ReadonlyMap<RunId, string> {
	const folder = path.join(project.root, '.towline/logs', story);
	return new Map(
		readdirSync(folder).map(name => [
			/-(\w+)\.jsonl$/.exec(name)?.[1] as RunId,
			readFileSync(path.join(folder, name), 'utf8'),
		]),
	);
}

/** What was recorded of what a story's runs printed, in order; joined text as one. Without the lines that are noted for LAST. */
export async function toldOf(project: Pick<TestProject, 'root'>, story: string): Promise<readonly RunEvent[]> {
	return [...logsOf(project, story).values()].flatMap(log =>
		joinText(
			log
				.split('\n')
				.filter(line => line.includes('"spool":['))
				.map((line): RunEvent => JSON.parse(line).event)
				// Derived from the text while it is recorded, so it is not what the program printed.
				.filter(({type}) => type !== 'output-noted'),
		),
	);
}

/** What the runs of a story printed, translated anew from their spools; likewise without the lines for LAST. */
export async function spokenOf(project: Pick<TestProject, 'root'>, story: string): Promise<readonly RunEvent[]> {
	const runtime = findRuntime('claude-code');
	return [...logsOf(project, story).keys()].flatMap(run => {
		const request = {
			session: undefined,
			command: undefined,
			args: [],
			permissionMode: undefined,
			maxTurns: undefined,
			prompt: '',
			name: '1_one',
			env: {HOME: project.root},
			credential: `${project.root}/.claude`,
		};
		const translator = runtime.createTranslator(request);
		const splitter = createLineSplitter();
		const events: RunEvent[] = [];
		const limit = createEventLimiter();
		const tell = (translated: readonly RunEvent[]) => events.push(...limit(translated));
		const translate = (lines: readonly string[]) =>
			tell(lines.filter(line => line !== '').flatMap(line => translator.translate(parseFrame(line))));

		for (const piece of readSpool(project.root, run, 0)) {
			translate(splitter.push(piece));
		}

		translate(splitter.end());
		tell(translator.finish());
		// As it comes out of a log: what is undefined is not written.
		return joinText(JSON.parse(JSON.stringify(events)));
	});
}

function joinText(events: readonly RunEvent[]): readonly RunEvent[] {
	const joined: RunEvent[] = [];

	for (const event of events) {
		const last = joined.at(-1);

		if (last && isText(last) && isText(event) && last.block === event.block && last.type === event.type) {
			joined[joined.length - 1] = {...last, text: last.text + event.text};
		} else {
			joined.push(event);
		}
	}

	return joined;
}

function isText(event: RunEvent): event is Extract<RunEvent, {type: 'output-streamed' | 'thinking-streamed'}> {
	return event.type === 'output-streamed' || event.type === 'thinking-streamed';
}
