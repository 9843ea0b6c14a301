using BenchmarkDotNet.Attributes;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Benchmarks;

/// <summary>
/// Round trips between two fibers of one process. The figures are for one datagram. Allocations for the host itself are
/// spread over all datagrams.
/// </summary>
public class DatagramBenchmark
{
    private const int RoundTrips = 100_000;

    private const string Script = """
        local function socket()
          local s = ip.udp.socket.new()
          s:open("v4")
          s:bind(ip.address.loopback_v4(), 0)
          return s
        end
        local a, b = socket(), socket()
        local count = 100000
        spawn(function()
          local buf = byte_span.new(1024)
          for _ = 1, count do
            local n, address, port = b:receive_from(buf)
            b:send_to(buf:slice(1, n), address, port)
          end
        end)
        local buf, address, port = byte_span.new(64), b.local_address, b.local_port
        for _ = 1, count do
          a:send_to(buf, address, port)
          a:receive_from(buf)
        end
        """;

    private const string Alone = """
        local s = ip.udp.socket.new()
        s:open("v4")
        s:bind(ip.address.loopback_v4(), 0)
        local buf, address, port = byte_span.new(64), s.local_address, s.local_port
        """;

    /// <summary>True to use the portable backend.</summary>
    [Params(false, true)]
    public bool Portable { get; set; }

    private ReadinessKind Readiness => Portable ? ReadinessKind.Portable : ReadinessKind.Default;

    [Benchmark(OperationsPerInvoke = 2 * RoundTrips)]
    public int Datagram() => LuaLoop.Run(Script, Readiness);

    /// <summary>Receives datagrams that are already there.</summary>
    [Benchmark(OperationsPerInvoke = RoundTrips)]
    public int SendAndReceiveAtOnce() =>
        LuaLoop.Run(RoundTrips, "s:send_to(buf, address, port) s:receive_from(buf)", Alone, Readiness);

    /// <summary>
    /// Sends to a socket that nobody reads. Its receive buffer is soon full, so the datagram is sent and dropped.
    /// </summary>
    [Benchmark(OperationsPerInvoke = RoundTrips)]
    public int Send() => LuaLoop.Run(RoundTrips, "s:send_to(buf, address, port)", Alone, Readiness);
}
