using System.Globalization;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Probing;

/// <summary>
/// <c>moonwire probe</c> asks the servers of Peers/: while the server runs, with another expectation or key than the
/// server's, and after the server has ended.
/// </summary>
[TestClass]
public sealed class RealPeersTests
{
    private const int Matched = 0, Refused = 3;

    private static readonly string Scripts = Repository.PathOf("tests", "Moonwire.Tests", "Probing", "Peers");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Scripts, "*.sh").Select(f => Path.GetFileNameWithoutExtension(f))
            .Order(StringComparer.Ordinal)];

    internal static string ScriptOf(string name) => Path.Combine(Scripts, name + ".sh");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ItsAnswerMatchesOrDiffersAndItsAbsenceIsARefusal(string name)
    {
        var peer = Peer.Read(ScriptOf(name));
        Tool.Require(["nsenter", .. peer.Tools]);
        using var folder = new TemporaryFolder();
        using var network = await SharedNetwork.CreateAsync();
        using var server = await Server.StartAsync([.. network.Launcher, "sh", peer.Script], folder.Root);

        async Task<ChildResult> ProbeAsync(params IEnumerable<string> arguments) =>
            await Executable.RunAsync(["probe", .. arguments], folder.Root, launcher: network.Launcher);

        // The server needs time until it answers.
        var right = await ProbeAsync("--wait", "60", peer.Right);
        var (status, wrong) = peer.Wrong?.Split(' ') is [var number, .. var arguments]
            ? (int.Parse(number, CultureInfo.InvariantCulture), await ProbeAsync(arguments))
            : (Matched, right);
        var log = await server.StopAsync();
        var stopped = await ProbeAsync(peer.Right);

        Check(Matched, right, log);
        Check(status, wrong, log);
        Check(Refused, stopped, log);
        Assert.Contains(peer.Answer, Encoding.UTF8.GetString(right.Output), StringComparison.Ordinal);
    }

    private static void Check(int status, ChildResult run, string log) =>
        Assert.True(
            run.ExitCode == status,
            $"expected {status}, got {run.ExitCode}:\n{Visible.Text(run.Output)}{Visible.Text(run.Errors)}\n"
                + $"the server's log:\n{log}");
}
