using BenchmarkDotNet.Attributes;

namespace Moonwire.Benchmarks;

/// <summary>
/// The cost of creating a fiber, of a yield and of a wake, compared with a Lua coroutine. The figures are for one
/// fiber, one yield or one wake.
/// </summary>
public class FiberBenchmark
{
    private const int Turns = 1_000_000;
    private const int Fibers = 100_000;

    [Benchmark(OperationsPerInvoke = Turns, Baseline = true)]
    public int ResumeOfACoroutine() => LuaLoop.Run(
        Turns,
        "resume(co)",
        "local resume, yield = coroutine.resume, coroutine.yield local co = coroutine.create(function() while true "
            + "do yield() end end)");

    [Benchmark(OperationsPerInvoke = Turns)]
    public int TurnOfOneFiber() => LuaLoop.Run(Turns, "yield()", "local yield = this_fiber.yield");

    [Benchmark(OperationsPerInvoke = Turns)]
    public int TurnOfTwoFibers() => LuaLoop.Run($"""
        local yield = this_fiber.yield
        local other = spawn(function() for _ = 1, {Turns / 2} do yield() end end)
        for _ = 1, {Turns / 2} do yield() end
        other:join()
        """);

    [Benchmark(OperationsPerInvoke = Turns)]
    public int WakeByACondition() => LuaLoop.Run($"""
        local condition, mutex, turn = require("condition_variable").new(), require("mutex").new(), 0
        local function take(own)
          mutex:lock()
          for _ = 1, {Turns / 2} do
            while turn ~= own do condition:wait(mutex) end
            turn = 1 - own
            condition:notify_one()
          end
          mutex:unlock()
        end
        local other = spawn(function() take(1) end)
        take(0)
        other:join()
        """);

    [Benchmark(OperationsPerInvoke = Fibers)]
    public int SpawnAndJoin() => LuaLoop.Run(Fibers, "spawn(f):join()", "local function f() end");
}
