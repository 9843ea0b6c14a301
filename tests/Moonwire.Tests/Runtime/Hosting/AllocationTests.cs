using Moonwire.Runtime.Hosting;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Hosting;

/// <summary>
/// A datagram causes no managed allocation once the pools are filled: twice as many rounds allocate no more.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Rounds = 5000;
    private const long Slack = 4096;

    /// <summary>
    /// The number of attempts. Allocations of the whole process are counted, and .NET and the test runner
    /// allocate varying amounts.
    /// </summary>
    private const int Attempts = 5;

    private const string Echo = """
        local rounds = tonumber((...))
        local server, client = ip.udp.socket.new(), ip.udp.socket.new()
        server:open("FAMILY") server:bind(ip.address.loopback_FAMILY(), 0)
        client:open("FAMILY") client:bind(ip.address.loopback_FAMILY(), 0)
        local address, port = server.local_address, server.local_port
        spawn(function()
          local buffer = byte_span.new(64)
          for _ = 1, rounds do
            local _, from, from_port = server:receive_from(buffer)
            server:send_to(buffer, from, from_port)
          end
        end)
        CONNECT
        local buffer = byte_span.new(64)
        for _ = 1, rounds do ROUND end
        """;

    [Theory]
    [InlineData("v4", ReadinessKind.Default)]
    [InlineData("v6", ReadinessKind.Default)]
    public void AnEchoOfUnconnectedSocketsAllocatesNothing(string family, ReadinessKind readiness) =>
        AllocatesNothing(family, readiness, "", "client:send_to(buffer, address, port) client:receive_from(buffer)");

    [Theory]
    [InlineData("v4", ReadinessKind.Default)]
    [InlineData("v6", ReadinessKind.Default)]
    public void AnEchoOfAConnectedSocketAllocatesNothing(string family, ReadinessKind readiness) =>
        AllocatesNothing(
            family, readiness, "client:connect(address, port)", "client:send(buffer) client:receive(buffer)");

    /// <summary>A property is found by the names of fields, which are pushed as text.</summary>
    [Theory]
    [InlineData("v4", ReadinessKind.Default)]
    public void ReadingAPropertyAllocatesNothing(string family, ReadinessKind readiness) =>
        AllocatesNothing(
            family,
            readiness,
            "",
            "client:send_to(buffer, address, port) client:receive_from(buffer) local _ = address.is_loopback");

    private static void AllocatesNothing(string family, ReadinessKind readiness, string connect, string round)
    {
        if (family == "v6")
        {
            Network.RequireV6();
        }

        var script = Echo.Replace("FAMILY", family, StringComparison.Ordinal)
            .Replace("CONNECT", connect, StringComparison.Ordinal)
            .Replace("ROUND", round, StringComparison.Ordinal);
        _ = Allocated(script, Rounds, readiness);
        var (once, twice) = (long.MaxValue, long.MaxValue);
        for (var i = 0; i < Attempts && (i == 0 || Math.Abs(twice - once) >= Slack); i++)
        {
            once = Math.Min(once, Allocated(script, Rounds, readiness));
            twice = Math.Min(twice, Allocated(script, Rounds * 2, readiness));
        }

        Assert.True(
            twice - once < Slack, $"{Rounds} more rounds allocated {twice - once} bytes more ({once} and {twice}).");
    }

    private static long Allocated(string script, int rounds, ReadinessKind readiness)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, script);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var status = InProcess.Run(path, [$"{rounds}"], readiness);
            Assert.Equal((0, ""), status);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
