// Module hook: every import of the AWS SDK gets the stand-in.
export function resolve(specifier, context, next) {
  if (!specifier.startsWith('@aws-sdk/')) return next(specifier, context);
  return { url: new URL('./sdk.cjs', import.meta.url).href, format: 'commonjs', shortCircuit: true };
}
