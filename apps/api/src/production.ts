// Libraries decide by this variable how much of an error they show and which checks they leave out. What differs between
// a demo, development and a real instance is in env.ts.
process.env.NODE_ENV = 'production';
