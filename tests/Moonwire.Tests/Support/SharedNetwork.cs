using Moonwire.Tests.Signals;

namespace Moonwire.Tests.Support;

/// <summary>
/// A network of own_network.sh in which several programs run, so that a server can have its protocol's own port. It
/// exists until it is disposed.
/// </summary>
internal sealed class SharedNetwork : IDisposable
{
    private readonly Signalled _holder;

    private SharedNetwork(Signalled holder, string[] launcher)
    {
        _holder = holder;
        Launcher = launcher;
    }

    /// <summary>The command prefix that runs a program in the network. It keeps the process ID.</summary>
    public string[] Launcher { get; }

    /// <summary>Creates the network. If it cannot be created, skips the test or fails it.</summary>
    public static async Task<SharedNetwork> CreateAsync()
    {
        var unshare = await OwnNetwork.LauncherAsync();
        // The network exists as long as a process in it. cat ends when its standard input does.
        var holder = new Signalled([.. unshare, "sh", "-c", "echo ready && exec cat"]);
        Assert.Equal("ready", await Signalled.WithinBoundAsync(holder.Output.ReadLineAsync()));
        string[] asUser = unshare[1] == OwnNetwork.AsUser ? ["-U", "--preserve-credentials"] : [];
        return new SharedNetwork(holder, ["nsenter", "-t", $"{holder.Id}", .. asUser, "-n"]);
    }

    public void Dispose() => _holder.Dispose();
}
