using System.Text;
using Moonwire.Tests.Signals;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Examples;

/// <summary>The servers in scripts/ give clients that others have written the right answers.</summary>
[TestClass]
public sealed class DebianClientsTests
{
    private const string Announcement = "listening at 127.0.0.1:";

    private static readonly string Folder = Repository.PathOf("scripts");

    [Fact]
    public async Task TheNameServerAnswersDig()
    {
        Tool.Require("dig");
        using var server = Start("dns_server.lua");
        var port = await PortAsync(server);

        async Task<string> DigAsync(params string[] question) =>
            await Tool.RunAsync("dig", ["@127.0.0.1", "-p", port, "+tries=1", "+time=60", .. question]);

        Assert.Equal("example.com.\n192.0.2.1\n", await DigAsync("+short", "www.example.com", "A"));
        Assert.Equal("192.0.2.25\n192.0.2.26\n", await DigAsync("+short", "MAIL.example.com", "A"));
        Assert.Equal("10 mail.example.com.\n", await DigAsync("+short", "+noedns", "example.com", "MX"));
        Assert.Contains("status: NXDOMAIN", await DigAsync("nobody.example.com"), StringComparison.Ordinal);
        Assert.Contains("status: REFUSED", await DigAsync("example.org"), StringComparison.Ordinal);
        Assert.Contains(
            "flags: qr aa tc rd;", await DigAsync("+ignore", "many.example.com", "TXT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheNameServerLosesNoneOfTenThousandQuestions()
    {
        Tool.Require("dnsperf");
        using var server = Start("dns_server.lua");
        var port = await PortAsync(server);
        string[] questions = ["www.example.com A", "mail.example.com AAAA", "nobody.example.com MX", "example.com NS"];
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Repeat(questions, 2500).SelectMany(four => four).Select(question => question + '\n');
        var file = folder.Write("questions", string.Concat(lines));

        var report = await Tool.RunAsync("dnsperf", ["-s", "127.0.0.1", "-p", port, "-t", "60", "-d", file]);

        Assert.Matches(@"Queries completed: +10000 \(100\.00%\)", report);
        Assert.Matches(@"Response codes: +NOERROR 7500 \(75\.00%\), NXDOMAIN 2500 \(25\.00%\)", report);
    }

    [Fact]
    public async Task TheTimeServerAnswersChrony()
    {
        Tool.Require("chronyd");
        using var server = Start("ntp_server.lua");
        var source = $"server 127.0.0.1 port {await PortAsync(server)} iburst maxsamples 1";

        // chronyd asks once, does not change the clock, and writes to standard error.
        var start = CleanStart.Of("chronyd", ["-U", "-Q", "-t", "60", "-f", "/dev/null", source]);
        var run = await ChildProcess.RunAsync(start, default, Executable.Bound);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"System clock wrong by -?0\.\d+ seconds \(ignored\)", Encoding.UTF8.GetString(run.Errors));
    }

    [Fact]
    public async Task TheStunServerAnswersCoturnsClient()
    {
        Tool.Require("turnutils_stunclient");
        using var server = Start("stun_server.lua");

        var output = await Tool.RunAsync("turnutils_stunclient", ["-p", await PortAsync(server), "127.0.0.1"]);

        Assert.Matches(@"UDP reflexive addr: 127\.0\.0\.1:\d+\n", output);
    }

    [Fact]
    public async Task TheCoapServerAnswersLibcoapsClient()
    {
        Tool.Require("coap-client-notls");
        using var server = Start("coap_server.lua");
        var root = "coap://127.0.0.1:" + await PortAsync(server);

        async Task<string> AskAsync(params string[] arguments) =>
            (await Tool.RunAsync("coap-client-notls", ["-B", "60", .. arguments[..^1], root + arguments[^1]])).Trim();

        Assert.Equal("</time>,</note>", await AskAsync("/.well-known/core"));
        Assert.Equal("", await AskAsync("-m", "put", "-e", "buy milk", "/note"));
        Assert.Equal("buy milk", await AskAsync("/note"));
        // A non-confirmable request.
        Assert.Equal("buy milk", await AskAsync("-N", "/note"));
    }

    [Fact]
    public async Task TheFileServerAnswersTftp()
    {
        Tool.Require("tftp");
        using var folder = new TemporaryFolder();
        // A whole number of blocks: an empty block ends the file.
        var content = string.Concat(Enumerable.Repeat("0123456789abcde\n", 64));
        folder.Write("served/file.txt", content);
        using var server = Start("file_transfer.lua", folder.PathOf("served"));
        var port = await PortAsync(server);

        async Task<string> GetAsync(string mode, string name, string target) =>
            await Tool.RunAsync("tftp", ["-m", mode, "127.0.0.1", port, "-c", "get", name, target], folder.Root);

        _ = await GetAsync("binary", "file.txt", "received");
        var missing = await GetAsync("binary", "none", "nothing");
        var ascii = await GetAsync("ascii", "file.txt", "lines");

        var received = await File.ReadAllTextAsync(folder.PathOf("received"), TestContext.Current.CancellationToken);
        Assert.Equal(content, received);
        Assert.Equal("Error code 1: \n", missing);
        Assert.Equal("Error code 4: \n", ascii);
    }

    [Theory]
    [InlineData("--rfc3164")]
    [InlineData("--rfc5424")]
    public async Task TheSyslogReceiverUnderstandsLogger(string format)
    {
        Tool.Require("logger");
        using var server = Start("syslog_receiver.lua");
        var port = await PortAsync(server);

        _ = await Tool.RunAsync(
            "logger", [format, "-d", "-n", "127.0.0.1", "-P", port, "-t", "shop", "-p", "daemon.err", "no stock"]);

        Assert.Matches("^[^ ]+ +shop +err +no stock$", await LineAsync(server));
    }

    private static Signalled Start(string script, params string[] arguments) =>
        new([Executable.Location, Path.Combine(Folder, script), "127.0.0.1:0", .. arguments]);

    /// <summary>Waits until the server listens, and returns its port.</summary>
    private static async Task<string> PortAsync(Signalled server)
    {
        var line = await LineAsync(server);
        Assert.StartsWith(Announcement, line, StringComparison.Ordinal);
        return line![Announcement.Length..];
    }

    private static Task<string?> LineAsync(Signalled server) =>
        Signalled.WithinBoundAsync(server.Output.ReadLineAsync());
}
