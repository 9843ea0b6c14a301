using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>
/// Descriptors 0, 1 and 2 that are closed at the start stay closed for scripts, and no command is aborted.
/// </summary>
[TestClass]
public sealed class ClosedStreamsTests
{
    private static readonly string[] Closings = ["<&-", ">&-", "2>&-"];

    [Fact]
    public async Task AScriptFindsThemClosed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are kept on Linux only.");
        var (status, output, _) = await RunAsync(
            0b001,
            "-e",
            """
            local sock = ip.udp.socket.new()
            sock:open("v4")
            print(io.read(3))
            print(io.stdin:read("a"))
            print(os.execute("test ! -e /proc/$$/fd/0"))
            """);

        const string closed = "nil\tBad file descriptor\t9\n";
        Assert.Equal((0, closed + closed + "true\texit\t0\n"), (status, output));
    }

    [Fact]
    public async Task WritesToThemFail()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are kept on Linux only.");
        var (status, output, _) = await RunAsync(
            0b100, "-e", "io.stdout:write(tostring(select(2, io.stderr:write('x'))), '\\n') error('is not told')");

        Assert.Equal((1, "Bad file descriptor\n"), (status, output));

        (status, _, var errors) = await RunAsync(
            0b010, "-e", "io.write(1) io.stderr:write(tostring(select(2, io.stdout:flush())))");

        Assert.Equal((0, "Bad file descriptor"), (status, errors));
    }

    /// <param name="arguments">The command line, with spaces between the arguments.</param>
    /// <param name="status">The exit status with standard input closed.</param>
    /// <param name="withoutOutput">The exit status with standard output closed.</param>
    [Theory]
    [InlineData("-e print(1)", 0, 0)]
    [InlineData("-e ip.udp.socket.new():open('v4')", 0, 0)]
    [InlineData("-e error(1)", 1, 1)]
    [InlineData("--timeout 5 -e print(1)", 0, 0)]
    [InlineData("--log-level debug -e ip.udp.socket.new():open('v4')", 0, 0)]
    [InlineData("", 1, 0)]
    [InlineData("-", 1, 0)]
    [InlineData("-i", 0, 0)]
    [InlineData("-v", 0, 0)]
    [InlineData("repl", 0, 0)]
    [InlineData("check -", 2, 0)]
    [InlineData("check no_such_file", 2, 2)]
    [InlineData("doctor", null, null)]
    [InlineData("types /dev/null/x", 1, 1)]
    [InlineData("completions bash", 0, 1)]
    [InlineData("--version", 0, 1)]
    [InlineData("--help", 0, 1)]
    [InlineData("--no-such-option", 2, 2)]
    [InlineData("no_such_file.lua", 1, 1)]
    public async Task NoCommandIsAborted(string arguments, int? status, int? withoutOutput)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are kept on Linux only.");
        for (var closed = 1; closed < 8; closed++)
        {
            var (actual, _, errors) = await RunAsync(
                closed, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

            Assert.InRange(actual, 0, 2);
            Assert.DoesNotContain("Unhandled", errors, StringComparison.Ordinal);
            var expected = (closed & 0b011) switch { 0b001 => status, 0b010 => withoutOutput, _ => null };
            Assert.Equal(expected ?? actual, actual);
        }
    }

    /// <summary>Runs moonwire with closed descriptors, which are the bits of <paramref name="closed"/>.</summary>
    private static async Task<(int Status, string Output, string Errors)> RunAsync(
        int closed, params string[] arguments)
    {
        var redirections = string.Join(' ', Closings.Where((_, descriptor) => (closed >> descriptor & 1) != 0));
        var result = await Executable.RunAsync(
            arguments, launcher: ["/bin/sh", "-c", $"exec \"$@\" {redirections}", "sh"]);
        Assert.False(result.TimedOut);
        return (result.ExitCode, Encoding.UTF8.GetString(result.Output), Encoding.UTF8.GetString(result.Errors));
    }
}
