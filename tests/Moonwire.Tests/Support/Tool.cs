using System.Text;

namespace Moonwire.Tests.Support;

/// <summary>Programs that only some machines have. A test that needs a missing program is skipped.</summary>
internal static class Tool
{
    /// <summary>Set to "required" to make the test fail, not skip, if a program is missing.</summary>
    private const string Variable = "MOONWIRE_TOOLS";

    public static void Require(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
                .Any(f => File.Exists(Path.Combine(f, name)));
            Require(isThere, $"{name} is not installed");
        }
    }

    public static void Require(bool isThere, string reason)
    {
        Assert.False(!isThere && Environment.GetEnvironmentVariable(Variable) == "required", $"NOT RUN, {reason}.");
        Assert.SkipUnless(isThere, $"NOT RUN, {reason}.");
    }

    /// <summary>Runs a program, which must succeed and write no errors. Returns its output.</summary>
    public static async Task<string> RunAsync(
        string name, IEnumerable<string> arguments, string? folder = null, string input = "")
    {
        var start = CleanStart.Of(name, arguments, folder);
        var run = await ChildProcess.RunAsync(start, Encoding.UTF8.GetBytes(input), Executable.Bound);
        Assert.True(
            run is { ExitCode: 0, TimedOut: false, Errors.Length: 0 },
            $"{name} {string.Join(' ', arguments)} ended with {run.ExitCode}\n{Visible.Text(run.Output)}"
                + $"{Visible.Text(run.Errors)}");
        return Encoding.UTF8.GetString(run.Output);
    }
}
