/**
 * Whether pages come from the sources, through Vite, which serves every file of the checkout to whoever asks. An argument
 * and not a variable: nothing that an environment happens to hold can turn it on.
 */
export const development = process.argv.includes('--development');

// Express and React choose by this variable what they load and whether error pages show stacks.
process.env.NODE_ENV = development ? 'development' : 'production';
