using System.Text.Json;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Runtime.Probes;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary><c>moonwire doctor</c></summary>
[TestClass]
public sealed class DoctorTests
{
    private static readonly ProbeResult Good = new("good", null, IsEssential: true, Works: true, "fine");
    private static readonly ProbeResult Missing = new("missing", "lo", IsEssential: false, Works: false, "not here");
    private static readonly ProbeResult Broken = new("broken", null, IsEssential: true, Works: false, "no\nway");

    private readonly StringWriter _output = new();

    [Fact]
    public async Task WhatTheTestsThemselvesNeedWorks()
    {
        var run = await Executable.RunAsync(["doctor", "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, Visible.Text(run.Errors)));
        using var json = JsonDocument.Parse(run.Output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        var probes = json.RootElement.GetProperty("probes").EnumerateArray()
            .Where(static probe => probe.GetProperty("subject").ValueKind == JsonValueKind.Null)
            .ToDictionary(static probe => probe.GetProperty("name").GetString()!, StringComparer.Ordinal);
        string[] names =
            [
                "engine", "epoll", "loopback_v4", "reuse_port", "receive_info_v4", "receive_errors", "receive_buffer",
                "send_buffer",
            ];
        foreach (var name in names)
        {
            Assert.True(probes[name].GetProperty("works").GetBoolean(), probes[name].GetProperty("detail").GetString());
        }

        var buffer = probes["receive_buffer"].GetProperty("values");
        Assert.InRange(buffer.GetProperty("got").GetInt64(), 1024, buffer.GetProperty("asked").GetInt64());
        Assert.True(probes["open_files"].GetProperty("values").GetProperty("soft").GetInt64() > 0);
    }

    [Fact]
    public void WhatIsNotEssentialMayBeMissing()
    {
        Assert.Equal(0, DoctorCommand.Run([Good, Missing], json: false, "1.0", _output));

        Assert.Equal(
            ["yes  good        fine", "no   missing lo  not here", "Everything essential works.", ""],
            _output.ToString().Split('\n')[1..]);
    }

    [Fact]
    public void WhatIsEssentialDecidesTheStatus()
    {
        Assert.Equal(1, DoctorCommand.Run([Good, Broken], json: false, "1.0", _output));
        Assert.Contains("NO   broken  no way\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, DoctorCommand.Run([Broken], json: true, "1.0", new StringWriter()));
    }
}
