using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

// Each benchmark loops by itself for some tenths of a second, so a few rounds are enough.
var job = Job.Default.WithLaunchCount(1).WithWarmupCount(1).WithIterationCount(5).AsDefault();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default));
