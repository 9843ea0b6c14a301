using BenchmarkDotNet.Attributes;
using Moonwire.Modules;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Benchmarks;

/// <summary>
/// Round trips between two fibers of one process. The figures are for one datagram; what is allocated for the host itself
/// is spread over all of them.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 5)]
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

    [Params(ReadinessKind.Default, ReadinessKind.Poll)]
    public ReadinessKind Readiness { get; set; }

    [Benchmark(OperationsPerInvoke = 2 * RoundTrips)]
    public int Datagram()
    {
        using var host = new LuaHost(new LuaHostOptions
        {
            Modules = StandardModules.Create,
            Report = static text => throw new InvalidOperationException(text),
            Exit = static status => throw new InvalidOperationException($"exit {status}"),
            Readiness = Readiness,
        });
        return host.Run(new LuaProgram
        {
            Steps = [new ProgramStep(StepKind.Chunk, Script)],
            CommandLine = ["moonwire"],
            ScriptIndex = 0,
        });
    }
}
