using BenchmarkDotNet.Attributes;

namespace Moonwire.Benchmarks;

/// <summary>
/// The cost of a call of a managed function from a script, compared with functions in Lua and C, and the cost of
/// raising an error from it. The figures are for one round of the loop. <see cref="Loop"/> measures the loop alone.
/// </summary>
public class CallBenchmark
{
    private const int Rounds = 5_000_000;
    private const int Failures = 200_000;

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int Loop() => LuaLoop.Run(Rounds, "");

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int LuaFunction() => LuaLoop.Run(Rounds, "f(i)", "local function f(x) return x end");

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int FunctionInC() => LuaLoop.Run(Rounds, "f(i)", "local f = math.abs");

    [Benchmark(OperationsPerInvoke = Rounds, Baseline = true)]
    public int ManagedFunction() => LuaLoop.Run(Rounds, "f()", "local f = ip.address.any_v4");

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int ManagedProperty() =>
        LuaLoop.Run(Rounds, "local _ = a.is_loopback", "local a = ip.address.loopback_v4()");

    [Benchmark(OperationsPerInvoke = Failures)]
    public int ManagedError() => LuaLoop.Run(Failures, "pcall(f, 'no address')", "local f = ip.address.new");
}
