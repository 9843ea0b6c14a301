using System.Diagnostics;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>SIGINT and SIGTERM end a script at once, whatever it does, and what it wrote is written out.</summary>
[TestClass]
public sealed class SignalTests
{
    private const string Sleeps = "io.write('begun') io.stderr:write('!') require('time').sleep(1000)";
    private const string Receives = "local s = ip.udp.socket.new() s:open('v4') s:bind('127.0.0.1', 0) io.write('begun') io.stderr:write('!') s:receive(byte_span.new(1))";
    private const string Spins = "io.write('begun') io.stderr:write('!') while true do end";
    private const string Yields = "io.write('begun') io.stderr:write('!') while true do this_fiber.yield() end";
    private const string Sorts = "io.write('begun') io.stderr:write('!') table.sort({2, 1}, function() while true do end end)";
    private const string Reads = "io.write('begun') io.stderr:write('!') io.read()";

    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(Sleeps, "INT", 130)]
    [InlineData(Sleeps, "TERM", 143)]
    [InlineData(Receives, "INT", 130)]
    [InlineData(Receives, "TERM", 143)]
    [InlineData(Spins, "INT", 130)]
    [InlineData(Spins, "TERM", 143)]
    [InlineData(Yields, "INT", 130)]
    [InlineData(Yields, "TERM", 143)]
    [InlineData(Sorts, "TERM", 143)]
    [InlineData(Reads, "INT", 130)]
    public async Task ASignalEndsTheScriptWithItsStatus(string chunk, string signal, int status)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var process = Start(chunk);
        var first = new char[1];
        Assert.Equal(1, await process.StandardError.ReadAsync(first, TestContext.Current.CancellationToken)); // the script runs

        var sent = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((status, "begun"), (process.ExitCode, output));
        Assert.True(Stopwatch.GetElapsedTime(sent) < Prompt);
    }

    private static Process Start(string chunk)
    {
        var start = new ProcessStartInfo(Executable.Location, ["-e", chunk])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        return Process.Start(start)!;
    }
}
