declare module 'jstat' {
  interface ContinuousDistribution {
    /** The probability of a value of at most `x`. */
    cdf(x: number, degreesOfFreedom: number): number;
  }

  /** The package publishes CommonJS without types; only what is used here is declared. */
  const jStat: { readonly chisquare: ContinuousDistribution };
  export default jStat;
}
