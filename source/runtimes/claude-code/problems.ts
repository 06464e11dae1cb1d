import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {cleanLine, type Fields, toFields, toList} from './fields.ts';
import {remark} from './system-frames.ts';

/** The id of the request for the settings, whose answer lists the files that cannot be used. */
export const settingsRequestId = 'towline-settings';

/** Finds what of the program's set-up does not work. Each problem is reported once in a run: hooks run again and again. */
export type ProblemReader = {
	/** Reads the MCP servers of `system/init`. */
	readInit(frame: Fields): readonly RunEvent[];
	/** Reads the end of a hook. */
	readHook(frame: Fields): readonly RunEvent[];
	/** Reads the answer to the request for the settings. */
	readSettings(response: Fields): readonly RunEvent[];
};

export function createProblemReader(): ProblemReader {
	const reported = new Set<string>();

	const report = (texts: readonly string[]): readonly RunEvent[] =>
		texts.flatMap(text => {
			const isNew = !reported.has(text);
			reported.add(text);
			return isNew ? [{type: 'problem-found', text} as const] : [];
		});

	return {
		readInit: frame => report(toList(frame.mcp_servers).flatMap(describeServer)),
		readHook(frame) {
			if (frame.outcome !== 'error') {
				return [];
			}

			// A hook exits with 2 to refuse what the agent is about to do: it works as it should.
			return frame.exit_code === 2
				? remark('info', describeHook(frame, 'refused'))
				: report([describeHook(frame, 'failed')]);
		},
		readSettings: response => report(toList(toFields(response.response)?.errors).map(describeSettings)),
	};
}

function describeServer(server: Fields): readonly string[] {
	const name = cleanLine(server.name, 100) ?? 'without a name';

	switch (server.status) {
		case 'failed':
			return [`The MCP server ${name} failed to start, so its tools are missing.`];
		case 'needs-auth':
			return [`The MCP server ${name} needs a login, so its tools are missing.`];
		default:
			return [];
	}
}

function describeHook(frame: Fields, how: string): string {
	const name = cleanLine(frame.hook_name, 100) ?? cleanLine(frame.hook_event, 100) ?? 'without a name';
	return `The hook ${name} ${how}: ${cleanLine(frame.stderr) ?? cleanLine(frame.output) ?? 'no output'}`;
}

function describeSettings(error: Fields): string {
	const file = cleanLine(error.file) ?? 'of the program';
	const key = cleanLine(error.path);
	const reason = cleanLine(error.message) ?? 'it cannot be read';
	return `The settings file ${file} is not valid and may be ignored: ${key ? `${key}: ` : ''}${reason}.`;
}
