using BenchmarkDotNet.Attributes;

namespace Moonwire.Benchmarks;

/// <summary>
/// The cost of a call of <c>log.debug</c> while the level is off, compared with a call of an empty function and an
/// empty loop. The figures are for one round of the loop.
/// </summary>
public class LogBenchmark
{
    private const int Rounds = 20_000_000;

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int Loop() => Run("");

    [Benchmark(OperationsPerInvoke = Rounds, Baseline = true)]
    public int EmptyFunction() => Run("module.f('from {Peer}: {Bytes} bytes', 'peer', i)");

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int DisabledDebug() => Run("log.debug('from {Peer}: {Bytes} bytes', 'peer', i)");

    private static int Run(string body) =>
        LuaLoop.Run(Rounds, body, "local log, module = require 'log', {f = function() end}");
}
