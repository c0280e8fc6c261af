import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  typeFromAST,
  validateInputValue,
} from 'graphql';
import { createGraphQLError, type Plugin } from 'graphql-yoga';

const MESSAGE_CHARACTERS = 500;

type Asked = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null | undefined;
  variableValues?: Record<string, unknown> | null | undefined;
};

/**
 * Stops at the first value among the variables that does not fit its type. The executor would collect many such errors and
 * repeat the whole value in each of them, which makes an answer many times as large as the question.
 */
export function checkVariables(): Plugin {
  const check = (args: Asked, refuse: (result: { errors: GraphQLError[] }) => void) => {
    const error = firstMisfit(args);
    if (error) refuse({ errors: [error] });
  };
  return {
    onExecute: ({ args, setResultAndStopExecution }) => check(args, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => check(args, setResultAndStopExecution),
  };
}

class Misfit extends Error {
  readonly path: string;
  constructor(message: string, path: readonly (string | number)[]) {
    super(message);
    this.path = path.map((step) => `.${step}`).join('');
  }
}

function firstMisfit({ schema, document, operationName, variableValues }: Asked): GraphQLError | null {
  const values = variableValues ?? {};
  for (const { variable, type: written } of getOperationAST(document, operationName)?.variableDefinitions ??
    []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, written);
    if (!isInputType(type) || !Object.hasOwn(values, name)) continue;
    try {
      validateInputValue(values[name], type, (error, path) => {
        throw new Misfit(error.message, path);
      });
    } catch (misfit) {
      if (!(misfit instanceof Misfit)) throw misfit;
      return asError(
        `Variable "$${name}" has an invalid value at "${name}${misfit.path}": ${misfit.message}`,
      );
    }
  }
  return null;
}

function asError(message: string): GraphQLError {
  const short = message.length > MESSAGE_CHARACTERS ? `${message.slice(0, MESSAGE_CHARACTERS)}…` : message;
  return createGraphQLError(short, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
