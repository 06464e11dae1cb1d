import {expect, test} from 'vitest';
import {isLive} from '../../../source/core/fleet/agent.ts';
import {knownAgent} from '../../../source/core/fleet/selectors.ts';
import {statusesByUrgency, statusTraits} from '../../../source/core/fleet/status.ts';
import {coder, fleetAfter} from '../given.ts';
import {factsByStatus} from '../statuses.ts';

test('no two statuses have the same urgency or the same words', () => {
	const traits = Object.values(statusTraits);
	expect(new Set(traits.map(({urgency}) => urgency)).size).toBe(traits.length);
	expect(new Set(traits.map(({label}) => label)).size).toBe(traits.length);
});

test('what needs a person is the most urgent, what is completed the least', () => {
	expect([statusesByUrgency.at(0), statusesByUrgency.at(-1)]).toEqual(['needs-input', 'completed']);
});

test.for(statusesByUrgency)('%s is in the view of what runs exactly if it is live', status => {
	const agent = knownAgent(fleetAfter(...factsByStatus[status]), coder);
	expect(agent.phase.status).toBe(status);
	expect(statusTraits[status].view === 'running').toBe(isLive(agent));
});

test.for(statusesByUrgency.filter(status => status !== 'needs-input'))(
	'people read the same word for %s as scripts do',
	status => {
		expect(statusTraits[status].label).toBe(status);
	},
);
