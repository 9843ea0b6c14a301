using Moonwire.Tests.Support;

namespace Moonwire.Tests.Probing;

/// <summary>Prometheus's own program accepts the metrics of <c>moonwire probe</c>.</summary>
[TestClass]
public sealed class PrometheusTests
{
    /// <summary>A server listens at port 53, nobody listens at port 54, and nowhere.invalid has no address.</summary>
    [Theory]
    [InlineData("dns://127.0.0.1/www.example.com")]
    [InlineData("dns://127.0.0.1:54/www.example.com")]
    [InlineData("dns://127.0.0.1/www.example.com dns://127.0.0.1:54/www.example.com dns://nowhere.invalid/a\\\"b")]
    [InlineData("--count 3 --interval 0.01 dns://127.0.0.1/www.example.com dns://127.0.0.1:54/www.example.com")]
    public async Task PromtoolAcceptsTheMetrics(string arguments)
    {
        Tool.Require("nsenter", "dnsmasq", "promtool");
        using var folder = new TemporaryFolder();
        using var network = await SharedNetwork.CreateAsync();
        using var server = await Server.StartAsync(
            [.. network.Launcher, "sh", RealPeersTests.ScriptOf("dnsmasq")], folder.Root);
        var ready = await Executable.RunAsync(
            ["probe", "--wait", "60", "dns://127.0.0.1/www.example.com"], launcher: network.Launcher);
        Assert.True(ready.ExitCode == 0, await server.StopAsync());

        var file = folder.PathOf("moonwire.prom");
        var run = await Executable.RunAsync(
            ["probe", "--openmetrics", file, .. arguments.Split(' ')], launcher: network.Launcher);

        Assert.True(File.Exists(file), Visible.Text(run.Errors));
        var metrics = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("", await Tool.RunAsync("promtool", ["check", "metrics"], input: metrics));
        Assert.Equal(
            arguments.Split(' ').Count(argument => argument.StartsWith("dns:", StringComparison.Ordinal)),
            metrics.Split('\n').Count(line => line.StartsWith("moonwire_probe_success{", StringComparison.Ordinal)));
    }
}
