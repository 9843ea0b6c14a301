using Xunit.Sdk;
using Xunit.v3;

// Scripts run in processes of their own, a few at a time, and so do the tests of every class marked [TestClass]. One
// that looks at its own process (memory, signals, the environment) or needs the machine for itself says
// [TestClass(DisableParallelization = true)]: its tests run one by one, after all others.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 3, Algorithm = ParallelAlgorithm.Conservative)]
