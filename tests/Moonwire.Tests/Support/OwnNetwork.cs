using System.ComponentModel;
using System.Text;

namespace Moonwire.Tests.Support;

/// <summary>
/// Runs commands in their own network, a network namespace (Linux) that own_network.sh sets up, for features that the
/// machine's loopback interface lacks. It needs unshare (util-linux), ip (iproute2), and the permission to create one.
/// </summary>
internal static class OwnNetwork
{
    /// <summary>The option of unshare for users other than root.</summary>
    public const string AsUser = "-rn";

    /// <summary>Set to "required" to make the test fail, not skip, if the network cannot be created.</summary>
    private const string Variable = "MOONWIRE_OWN_NETWORK";

    private static readonly Lazy<Task<(string[]? Launcher, string Refusal)>> Launcher = new(FindLauncherAsync);

    /// <summary>Returns the command prefix. If the network cannot be created, skips the test or fails it.</summary>
    /// <param name="lack">The features that this machine's network lacks, followed by " and ".</param>
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

    /// <summary>Returns the command prefix, or null and the reason why the network cannot be created.</summary>
    public static Task<(string[]? Launcher, string Refusal)> FindAsync() => Launcher.Value;

    private static async Task<(string[]? Launcher, string Refusal)> FindLauncherAsync()
    {
        var refusals = new StringBuilder();
        // The first is for root, the second for other users, as root of a user namespace.
        foreach (var option in new[] { "-n", AsUser })
        {
            string[] launcher = ["unshare", option, "sh", Repository.PathOf(
                "tests", "Moonwire.Tests", "Support", "own_network.sh")];
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
