using System.ComponentModel;
using System.Text;

namespace Moonwire.Tests.Support;

/// <summary>
/// Runs commands in a network of their own, a namespace (Linux) that own_network.sh sets up, for what the machine's
/// loopback interface does not do. It needs unshare (util-linux), ip (iproute2), and the permission to make one.
/// </summary>
internal static class OwnNetwork
{
    /// <summary>Set to "required" where a network that cannot be made is a failure rather than a skipped test.</summary>
    private const string Variable = "MOONWIRE_OWN_NETWORK";

    private static readonly Lazy<Task<(string[]? Launcher, string Refusal)>> Launcher = new(FindLauncherAsync);

    /// <summary>What to put before a command; where there is no such network the test is skipped, or fails.</summary>
    /// <param name="lack">What this machine's network lacks, with " and " behind it.</param>
    public static async Task<string[]> LauncherAsync(string lack = "")
    {
        var (launcher, refusal) = await FindAsync();
        if (launcher is not null)
        {
            return launcher;
        }

        var reason = $"NOT RUN, {lack}no network of its own could be made. {refusal}";
        Assert.False(Environment.GetEnvironmentVariable(Variable) == "required", reason);
        Assert.Skip(reason);
        return [];
    }

    /// <summary>The words before a command, or null and the reason why there is no such network.</summary>
    public static Task<(string[]? Launcher, string Refusal)> FindAsync() => Launcher.Value;

    private static async Task<(string[]? Launcher, string Refusal)> FindLauncherAsync()
    {
        var refusals = new StringBuilder();
        // For root, and as root of a user namespace for anyone else.
        foreach (var option in new[] { "-n", "-rn" })
        {
            string[] launcher = ["unshare", option, "sh", Repository.PathOf("tests", "Moonwire.Tests", "Support", "own_network.sh")];
            var refusal = await RefusalAsync(launcher);
            if (refusal is null)
            {
                return (launcher, "");
            }

            refusals.Append($"unshare {option}: {refusal} ");
        }

        return (null, refusals.ToString());
    }

    private static async Task<string?> RefusalAsync(string[] launcher)
    {
        try
        {
            var start = CleanStart.Of(launcher[0], [.. launcher[1..], "true"]);
            var run = await ChildProcess.RunAsync(start, default, Executable.Bound);
            return run is { ExitCode: 0, TimedOut: false } ? null : Encoding.UTF8.GetString(run.Errors).Trim();
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
