import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** How the demo's agent program is started: the file that is built beside ours, by the Node that runs us. */
export function demoAgentCommand(): readonly string[] {
	const candidates = ['./demo-agent.js', '../demo-agent.js', '../../dist/demo-agent.js'].map(place =>
		fileURLToPath(new URL(place, import.meta.url)),
	);
	return [process.execPath, candidates.find(file => existsSync(file)) ?? 'demo-agent.js'];
}
