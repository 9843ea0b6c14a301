using BenchmarkDotNet.Attributes;

namespace Moonwire.Benchmarks;

/// <summary>
/// The cost of timers: a timer that is set and cancelled, alone and among many, and a timer that fires. The figures are
/// for one timer.
/// </summary>
public class TimerBenchmark
{
    private const int Timers = 200_000;
    private const int Many = 10_000;

    [Benchmark(OperationsPerInvoke = Timers, Baseline = true)]
    public int SetAndTakenBack() =>
        LuaLoop.Run(Timers, "time.with_timeout(60, f)", "local time = require('time') local function f() end");

    [Benchmark(OperationsPerInvoke = Timers)]
    public int SetAndTakenBackAmongMany() => LuaLoop.Run($$"""
        local time, sleepers = require("time"), {}
        for i = 1, {{Many}} do sleepers[i] = spawn(function() pcall(time.sleep, 60 + i) end) end
        this_fiber.yield()
        local function f() end
        for _ = 1, {{Timers}} do time.with_timeout(60, f) end
        for _, sleeper in ipairs(sleepers) do sleeper:interrupt() end
        for _, sleeper in ipairs(sleepers) do sleeper:join() end
        """);

    /// <summary>
    /// All timers are due when the last has been set, so that queueing and firing are measured, not waiting.
    /// </summary>
    [Benchmark(OperationsPerInvoke = Timers)]
    public int Fires() => LuaLoop.Run($$"""
        local time = require("time")
        for _ = 1, {{Timers / Many}} do
          local sleepers = {}
          for i = 1, {{Many}} do sleepers[i] = spawn(time.sleep, 0) end
          for _, sleeper in ipairs(sleepers) do sleeper:join() end
        end
        """);
}
