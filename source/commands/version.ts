import packageJson from '../../package.json' with {type: 'json'};

/** Of the package, as `towline --version` tells it. */
export const {version} = packageJson;
