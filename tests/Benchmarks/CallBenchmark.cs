using BenchmarkDotNet.Attributes;

namespace Moonwire.Benchmarks;

/// <summary>
/// What a call of a managed function costs a script, beside one of a function in Lua and one in C, and what it costs to
/// raise an error from one. The figures are for one round of the loop, which <see cref="Loop"/> is alone.
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
    public int ManagedProperty() => LuaLoop.Run(Rounds, "local _ = a.is_loopback", "local a = ip.address.loopback_v4()");

    [Benchmark(OperationsPerInvoke = Failures)]
    public int ManagedError() => LuaLoop.Run(Failures, "pcall(f, 'no address')", "local f = ip.address.new");
}
