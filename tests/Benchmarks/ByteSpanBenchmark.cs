using BenchmarkDotNet.Attributes;

namespace Moonwire.Benchmarks;

/// <summary>
/// The cost of access to a byte_span, compared with a table of bytes and a string. The figures are for one round of the
/// loop.
/// </summary>
public class ByteSpanBenchmark
{
    private const int Rounds = 2_000_000;
    private const string Buffer = "local buf = byte_span.new(1024) ";

    [Benchmark(OperationsPerInvoke = Rounds, Baseline = true)]
    public int TableRead() =>
        LuaLoop.Run(Rounds, "local _ = t[i % 64 + 1]", "local t = {} for i = 1, 64 do t[i] = i end");

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int StringByte() =>
        LuaLoop.Run(Rounds, "local _ = byte(s, i % 64 + 1)", "local byte, s = string.byte, string.rep('x', 64)");

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int Read() => LuaLoop.Run(Rounds, "local _ = buf[i % 64 + 1]", Buffer);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int Write() => LuaLoop.Run(Rounds, "buf[i % 64 + 1] = i & 255", Buffer);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int Length() => LuaLoop.Run(Rounds, "local _ = #buf", Buffer);

    /// <summary>Slices a buffer as a server does for each datagram, mostly of the same length.</summary>
    [Benchmark(OperationsPerInvoke = Rounds)]
    public int SliceAsBefore() => LuaLoop.Run(Rounds, "local _ = buf:slice(1, 64)", Buffer);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int SliceOfAnotherLength() => LuaLoop.Run(Rounds, "local _ = buf:slice(1, i % 64)", Buffer);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int ToText() => LuaLoop.Run(Rounds, "local _ = tostring(buf)", "local buf = byte_span.new(64)");

    [Benchmark(OperationsPerInvoke = Rounds)]
    public int Unpack() => LuaLoop.Run(Rounds, "local _ = buf:unpack('>I2I4')", Buffer);
}
