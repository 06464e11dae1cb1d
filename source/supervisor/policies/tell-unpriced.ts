import type {Agent} from '../../core/fleet/agent.ts';
import type {AgentFact} from '../../core/fleet/agent-event.ts';
import {isNoUsage} from '../../core/money/token-usage.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/**
 * A budget in dollars cannot hold what nobody knows the price of: that is said, once for each model. A program that tells
 * its cost with its results is bound by them, and only its estimates are not counted.
 */
export function createTellUnpriced({fleet, config, record}: Pick<PolicyDeps, 'fleet' | 'config' | 'record'>): Policy {
	const told = new Set<string>();

	const tell = (model: string) => {
		const text = `Towline has no price for model ${model}: until its program tells a cost, no budget is enforced on it. Add [prices."${model}"] to towline.toml.`;

		if (!told.has(model) && !fleet().notices.some(notice => notice.text === text)) {
			record([{event: {type: 'notice-raised', level: 'warning', text}}]);
		}

		told.add(model);
	};

	const hasBudget = (agent: Agent): boolean => {
		const {storyBudgetUsd, dayBudgetUsd, projectBudgetUsd} = config().limits;
		return [agent.budgetUsd, storyBudgetUsd, dayBudgetUsd, projectBudgetUsd].some(budget => budget !== undefined);
	};

	return {
		onFacts(facts) {
			for (const {event, agent: id} of facts) {
				const agent = id && event.type === 'usage-reported' ? fleet().agents[id] : undefined;

				if (agent && event.type === 'usage-reported' && hasBudget(agent)) {
					unpricedModels(event, agent).forEach(tell);
				}
			}
		},
		dispose() {},
	};
}

/** A report that names no models is of the agent's. */
function unpricedModels(
	{usage, models}: Extract<AgentFact, {type: 'usage-reported'}>,
	{model}: Agent,
): readonly string[] {
	const parts = Object.entries(models);
	const named = parts.length === 0 ? [[model ?? 'unknown', usage] as const] : parts;
	return named.filter(([, part]) => part.costUsd === undefined && !isNoUsage(part)).map(([name]) => name);
}
