using Xunit.Sdk;
using Xunit.v3;

// Scripts run in their own processes, a few at a time, and so do the tests of every class marked [TestClass]. A class
// that examines its own process (memory, signals, the environment), or needs the machine for itself, has the attribute
// [TestClass(DisableParallelization = true)]. Its tests run one by one, after all others.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 3, Algorithm = ParallelAlgorithm.Conservative)]
